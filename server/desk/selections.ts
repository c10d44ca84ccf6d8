import type { DeskAnswerOf, DeskRequestOf } from '../../protocol/desk/client-to-server.ts';
import type { DeskSelection, DeskStage } from '../../protocol/desk/views.ts';
import { type SelectionId, selectionId } from '../../protocol/ids.ts';
import { plainText, plateOf } from '../../protocol/normal-form.ts';
import { type Serial, serial } from '../../protocol/plate.ts';
import type { AuthoritySettings } from '../authority/settings.ts';
import type { Address } from '../pool/block.ts';
import type { PoolReads } from '../pool/redis/reads.ts';
import type { PoolEvent, PoolStore, StoredSelection } from '../pool/store.ts';
import { readAt } from '../selection/reading.ts';
import { type RecordAt, readRecord, type SelectionRecord } from '../selection/record.ts';
import { type ApplicantSearch, type FoundApplicant, vehicleShown } from './applicant-search.ts';
import { readClue } from './clue.ts';
import { type Acted, acted, refused } from './result.ts';
import { eventInWords, stageInWords } from './words.ts';

/** The most selections in one answer: each is a read of the store. */
const MOST = 20;
/** How long the search for a history may take: well within a query's timeout. */
const ANSWER_TIMEOUT_MS = 2_500;

type Find = DeskAnswerOf<'findSelection'>;

type Parts = {
  readonly store: Pick<PoolStore, 'readSelection'>;
  readonly reads: PoolReads;
  readonly applicants: ApplicantSearch;
  readonly settings: AuthoritySettings;
  /** The plate of a signed voucher; undefined if the signature is invalid. */
  readonly voucherPlate: (signed: string) => Promise<string | undefined>;
  readonly addressOf: (plate: Serial) => Address | undefined;
  readonly serialAt: (address: Address) => Serial;
};

/** The desk's look-ups: the owner of a number or a vehicle, the state of a selection, and its history. */
export class DeskSelections {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Finds selections by any reference that a clerk has; personal data only whole, or as shown masked (ACCT-4). */
  async find({ by, text }: DeskRequestOf<'findSelection'>): Promise<Acted<Find>> {
    switch (by) {
      case 'plate':
        return this.#findPlate(text);
      case 'voucher': {
        const plate = await this.#parts.voucherPlate(text);
        return plate === undefined ? refused('voucherWrong', { subject: 'voucher: -' }) : this.#findPlate(plate);
      }
      case 'part': {
        const clue = readClue(text);
        if (clue === undefined) return refused('searchTooVague', { subject: 'part: -' });
        const { found, more } = await this.#parts.applicants.byClue(clue);
        return this.#shown(by, found, more);
      }
      case 'selection': {
        const id = selectionId.safeParse(plainText(text)).data;
        const found = id === undefined ? undefined : await this.#parts.applicants.bySelection(id);
        return this.#shown(by, found === undefined ? [] : [found]);
      }
      default: {
        const found = await {
          userName: () => this.#parts.applicants.byUserName(text),
          vin: () => this.#parts.applicants.byVin(text),
          number: () => this.#parts.applicants.byNumber(text),
        }[by]();
        return this.#shown(by, found === undefined ? [] : [found]);
      }
    }
  }

  /** One selection and its history, newest first. */
  async history(id: SelectionId): Promise<Acted<DeskAnswerOf<'readHistory'>>> {
    const [known, kept] = await Promise.all([
      this.#parts.applicants.bySelection(id),
      this.#parts.reads.eventsOf(id, ANSWER_TIMEOUT_MS),
    ]);
    const stored = await this.#parts.store.readSelection(id);
    // An unknown id may be any typed text, even a VIN, so it is not recorded.
    if (known === undefined && stored.version === 0) return refused('selectionUnknown', { subject: '-' });
    const complete = kept.complete || stored.version === 0;
    const answer = { selection: await this.show(id, known), entries: this.#told(kept.events).toReversed(), complete };
    return acted(answer, { subject: id });
  }

  /** The present state of a selection. */
  async show(id: SelectionId, known?: FoundApplicant): Promise<DeskSelection> {
    const found = known ?? (await this.#parts.applicants.bySelection(id));
    const { stored, record } = await this.present(id);
    const present = this.#stageOf(stored, record);
    const vehicle = found?.vehicles.find(({ selection }) => selection === id);
    return {
      id,
      triesLeft: record.triesLeft,
      drawsLeft: record.drawsLeft,
      present,
      words: stageInWords(present, this.#parts.settings),
      person: found === undefined ? null : await this.#parts.applicants.personOf(found),
      vehicle: vehicle === undefined ? null : vehicleShown(vehicle),
    };
  }

  /** The present record, and the stored state that it comes from. */
  async present(id: SelectionId): Promise<{ stored: StoredSelection; record: SelectionRecord; now: number }> {
    const { now, ...stored } = await this.#parts.store.readSelection(id);
    const { record } = readAt(readRecord(stored.record, this.#parts.settings), now, this.#parts.settings);
    return { stored, record, now };
  }

  /** Parses a plate with or without its prefix, dot and blanks. Undefined if it is not one of this authority's. */
  plateOf(text: string): Serial | undefined {
    const plain = plateOf(text);
    const { prefix } = this.#parts.settings;
    return serial.safeParse(plain.startsWith(prefix) ? plain.slice(prefix.length) : plain).data;
  }

  /** The present owner of a number; undefined if the pool does not have it. */
  async numberOf(plate: Serial) {
    const address = this.#parts.addressOf(plate);
    return address === undefined ? undefined : this.#parts.reads.stateOf(address);
  }

  /** Applicants and their selections; the person stands above them if there is only one. */
  async #shown(by: string, applicants: readonly FoundApplicant[], notAll = false): Promise<Acted<Find>> {
    const [one, another] = applicants;
    const subject = `${by}: ${one === undefined ? '-' : another === undefined ? one.account.userName : applicants.length}`;
    const all = applicants.flatMap((whose) => whose.vehicles.map(({ selection }) => ({ selection, whose })));
    const found = await Promise.all(all.slice(0, MOST).map(({ selection, whose }) => this.show(selection, whose)));
    const left =
      all.length > MOST || (another !== undefined && applicants.some(({ vehicles }) => vehicles.length === 0));
    const person = one === undefined || another !== undefined ? null : await this.#parts.applicants.personOf(one);
    return acted({ found, more: notAll || left, person, number: null }, { subject });
  }

  async #findPlate(text: string): Promise<Acted<Find>> {
    const plate = this.plateOf(text);
    const state = plate === undefined ? undefined : await this.numberOf(plate);
    const noted = { subject: `plate: ${plate ?? '-'}` };
    if (state === undefined) return acted({ found: [], more: false, person: null, number: 'notInPool' }, noted);
    const found = state.selection === undefined ? [] : [await this.show(state.selection)];
    return acted({ found, more: false, person: null, number: state.state }, noted);
  }

  #stageOf(stored: StoredSelection, record: SelectionRecord): DeskStage {
    const kept = (stored.hold?.numbers ?? []).map(this.#parts.serialAt);
    switch (record.stage) {
      case 'choosing':
        return { stage: record.stage };
      case 'holding':
        return { stage: record.stage, plate: record.plate, deadline: record.deadline };
      case 'picking':
        return { stage: record.stage, plates: kept, deadline: record.deadline };
      case 'confirming':
        return { stage: record.stage, way: record.way, plate: record.plate, deadline: record.deadline };
      case 'reserved':
        return reservedAs(record);
      case 'registered':
        return { stage: record.stage, plate: record.plate, registeredAt: record.registeredAt };
      case 'missed': {
        const { stage, plate, lastDay, bannedUntil } = record;
        return { stage, plate, lastDay, bannedUntil };
      }
    }
  }

  /** Describes events, oldest first; each depends on the state left by those before it. */
  #told(events: readonly PoolEvent[]): DeskAnswerOf<'readHistory'>['entries'] {
    let before: SelectionRecord | undefined;
    let held: readonly Serial[] = [];
    return events.map((event) => {
      const after = event.state === undefined ? undefined : readRecord(event.state.record, this.#parts.settings);
      const own = plateIn(after) ?? plateIn(before);
      const plates = event.taken.length > 0 ? event.taken.map(this.#parts.serialAt) : own === undefined ? held : [own];
      const words = eventInWords({ ...this.#parts.settings, event, before, after, plates });
      if (event.state !== undefined) held = (event.state.hold?.numbers ?? []).map(this.#parts.serialAt);
      before = after ?? before;
      return { at: event.at, event: event.type, words };
    });
  }
}

const plateIn = (record: SelectionRecord | undefined): Serial | undefined =>
  record !== undefined && 'plate' in record ? record.plate : undefined;

const reservedAs = ({ stage, way, plate, reservedAt, lastDay, lastDayProvisional }: RecordAt<'reserved'>) => ({
  stage,
  way,
  plate,
  reservedAt,
  lastDay,
  lastDayProvisional,
});
