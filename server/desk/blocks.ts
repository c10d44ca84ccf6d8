import type { DeskAnswerOf, DeskRequestOf } from '../../protocol/desk/client-to-server.ts';
import { type FieldProblem, problemOf } from '../../protocol/form-problems.ts';
import { ALPHABET, type Serial } from '../../protocol/plate.ts';
import type { RefusalCode } from '../../protocol/refusals.ts';
import { newEnergyPatterns, ordinaryPatterns } from '../authority/patterns.ts';
import type { BlockFigures } from '../availability/pool-availability.ts';
import { type Address, addressIn, type Block, sizeOf } from '../pool/block.ts';
import { openScheduled, type WantedBlock } from '../pool/opening.ts';
import type { PoolStore } from '../pool/store.ts';
import type { Deeds, ToConfirm } from './proposals.ts';
import { type Acted, acted, refused } from './result.ts';

type Store = Pick<
  PoolStore,
  'openBlock' | 'snapshot' | 'schedule' | 'unschedule' | 'scheduled' | 'withhold' | 'unwithhold'
>;

type Parts = {
  readonly store: Store;
  /** The open blocks, in opening order. */
  readonly figures: () => readonly BlockFigures[];
  readonly addressOf: (plate: Serial) => Address | undefined;
  readonly serialAt: (address: Address) => Serial;
  /** How long freed numbers are shown before they can be held (POOL-5). */
  readonly shownForMs: number;
};

/** The desk's commands on a pool: blocks, scheduled blocks, and withheld numbers (POOL-2). */
export class DeskBlocks {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The commands that need a second person: every way of withholding numbers, and of releasing them. */
  get deeds(): Pick<Deeds, 'addBlock' | 'scheduleBlock' | 'withholdNumbers' | 'unwithholdNumbers'> {
    const numbers = ({ plates, reason }: { readonly plates: Serial[]; readonly reason: string }): ToConfirm | null =>
      plates.some((plate) => this.#parts.addressOf(plate) === undefined)
        ? null
        : toConfirm({ subject: `${plates.length}`, reason, plates });
    const block = async (request: {
      readonly block: WantedBlock;
      readonly withheld?: Serial[] | undefined;
      readonly opensAt?: number;
    }): Promise<ToConfirm | null> => {
      const { block: wanted, withheld = [], opensAt = null } = request;
      if (withheld.length === 0) return null;
      const wrong = this.#wrongWith(wanted, withheld, (await this.#parts.store.snapshot()).blocks);
      if (wrong !== null) return null;
      return toConfirm({ subject: wanted.id, plates: withheld, positions: [...wanted.positions], opensAt });
    };
    return {
      addBlock: { does: (request) => this.add(request), toConfirm: block },
      scheduleBlock: { does: (request, now) => this.schedule(request, now), toConfirm: block },
      withholdNumbers: { does: (request) => this.withhold(request), toConfirm: async (request) => numbers(request) },
      unwithholdNumbers: {
        does: (request) => this.unwithhold(request),
        toConfirm: async (request) => numbers(request),
      },
    };
  }

  /** Predefined patterns that fit this pool. */
  patterns(): Acted<DeskAnswerOf<'listPatterns'>> {
    const length = this.#parts.figures()[0]?.block.positions.length;
    const fitting = [...ordinaryPatterns, ...newEnergyPatterns].filter(
      ({ block }) => length === undefined || block.positions.length === length,
    );
    return acted({ patterns: fitting.map(({ block, size }) => ({ ...shown(block), total: size })) });
  }

  /** The open and the scheduled blocks. */
  async list(): Promise<Acted<DeskAnswerOf<'listBlocks'>>> {
    const scheduled = await this.#parts.store.scheduled();
    return acted({
      open: this.#parts.figures().map(({ block, total, free }) => ({
        ...shown(block),
        total: sizeOf(block),
        home: total,
        free,
      })),
      scheduled: scheduled.map(({ block, opensAt, withheld }) => ({
        ...shown(block),
        total: sizeOf(block),
        opensAt,
        withheld: [...withheld],
      })),
    });
  }

  /** Opens a block at once; cancels a block scheduled under its id. */
  async add({ block, withheld = [] }: DeskRequestOf<'addBlock'>): Promise<Acted<DeskAnswerOf<'addBlock'>>> {
    const subject = block.id;
    const wrong = this.#wrongWith(block, withheld, (await this.#parts.store.snapshot()).blocks);
    if (wrong !== null) return refused(wrong.code, { subject }, wrong.problems);
    const opened = await openScheduled(this.#parts.store, { block, opensAt: 0, withheld });
    if (opened !== 'opened') return refused('blockExists', { subject }, wrongIn('block.id', 'blockExists').problems);
    await this.#parts.store.unschedule(block.id);
    const answer = { outcome: 'opened', block: block.id, total: sizeOf(block) } as const;
    return acted(answer, { subject, after: { ...shown(block), withheld } });
  }

  /** Schedules a block for an instant. */
  async schedule(
    { block, opensAt, withheld = [] }: DeskRequestOf<'scheduleBlock'>,
    now: number,
  ): Promise<Acted<DeskAnswerOf<'scheduleBlock'>>> {
    const subject = block.id;
    const { blocks } = await this.#parts.store.snapshot();
    const wrong = this.#wrongWith(block, withheld, blocks);
    if (wrong !== null) return refused(wrong.code, { subject }, wrong.problems);
    if (opensAt <= now) return refused('timePassed', { subject }, wrongIn('opensAt', 'timePassed').problems);
    const before = (await this.#parts.store.scheduled()).find((each) => each.block.id === block.id);
    const scheduled = { block: shown(block), opensAt, withheld };
    await this.#parts.store.schedule(scheduled);
    const answer = { outcome: 'scheduled', block: block.id, opensAt, total: sizeOf(block) } as const;
    return acted(answer, { subject, before, after: scheduled });
  }

  async unschedule({ block }: DeskRequestOf<'unscheduleBlock'>): Promise<Acted<DeskAnswerOf<'unscheduleBlock'>>> {
    const before = (await this.#parts.store.scheduled()).find((each) => each.block.id === block);
    if (!(await this.#parts.store.unschedule(block))) return refused('blockUnknown', { subject: block });
    return acted({ outcome: 'unscheduled', block }, { subject: block, before });
  }

  /** Withholds numbers, except those that are not free. */
  async withhold({
    plates,
    reason,
  }: DeskRequestOf<'withholdNumbers'>): Promise<Acted<DeskAnswerOf<'withholdNumbers'>>> {
    const moved = await this.#move(plates, (numbers) => this.#parts.store.withhold(numbers));
    const noted = { subject: `${plates.length}`, reason };
    if (moved === undefined) return refused('numberNotInPool', noted);
    return acted({ outcome: 'withheld', withheld: moved.done, leftAlone: moved.leftAlone }, { ...noted, after: moved });
  }

  /** Frees withheld numbers; the others stay as they are. */
  async unwithhold({
    plates,
    reason,
  }: DeskRequestOf<'unwithholdNumbers'>): Promise<Acted<DeskAnswerOf<'unwithholdNumbers'>>> {
    const moved = await this.#move(plates, (numbers) => this.#parts.store.unwithhold(numbers, this.#parts.shownForMs));
    const noted = { subject: `${plates.length}`, reason };
    if (moved === undefined) return refused('numberNotInPool', noted);
    return acted({ outcome: 'freed', freed: moved.done, leftAlone: moved.leftAlone }, { ...noted, after: moved });
  }

  async #move(
    plates: readonly Serial[],
    move: (numbers: readonly Address[]) => Promise<readonly Address[]>,
  ): Promise<{ done: Serial[]; leftAlone: Serial[] } | undefined> {
    const addresses = [...new Set(plates)].map((plate) => this.#parts.addressOf(plate));
    if (addresses.includes(undefined)) return undefined;
    const done = (await move(addresses.filter((address) => address !== undefined))).map(this.#parts.serialAt);
    return { done, leftAlone: [...new Set(plates)].filter((plate) => !done.includes(plate)) };
  }

  /** The reason why a block cannot be opened, with the fields to blame; null if it can. */
  #wrongWith(wanted: WantedBlock, withheld: readonly Serial[], open: readonly Block[]): Wrong | null {
    const { positions } = wanted;
    const length = open[0]?.positions.length ?? positions.length;
    const unordered = [...positions.keys()].filter((i) => !isInOrder(positions[i] ?? ''));
    if (positions.length !== length)
      return { code: 'blockWrong', problems: [problemOf('block.positions', 'positionsMiscounted')] };
    if (unordered.length > 0)
      return {
        code: 'blockWrong',
        problems: unordered.map((i) => problemOf(`block.positions.${i}`, 'positionWrong')),
      };
    if (open.some(({ id }) => id === wanted.id)) return wrongIn('block.id', 'blockExists');
    const block = { ...wanted, base: 0 };
    return withheld.every((plate) => addressIn(block, plate) !== undefined)
      ? null
      : wrongIn('withheld', 'numberNotInPool');
  }
}

/** Without a basis: the state of each number is checked when the command runs. */
const toConfirm = (shown: Partial<ToConfirm['shown']> & { readonly subject: string }): ToConfirm => ({
  shown: { reason: '', mobiles: null, plates: [], positions: null, opensAt: null, ...shown },
  basis: '',
});

type Wrong = { readonly code: RefusalCode; readonly problems: readonly FieldProblem[] };

const wrongIn = (field: string, code: RefusalCode): Wrong => ({ code, problems: [problemOf(field, code)] });

const isInOrder = (characters: string): boolean =>
  characters === [...ALPHABET].filter((character) => characters.includes(character)).join('');

const shown = ({ id, name, positions }: WantedBlock) => ({ id, name: { ...name }, positions: [...positions] });
