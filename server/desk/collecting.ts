import { createHash } from 'node:crypto';
import type { DeskAnswerOf, DeskRequestOf } from '../../protocol/desk/client-to-server.ts';
import type { OwnerId, SelectionId } from '../../protocol/ids.ts';
import type { Serial } from '../../protocol/plate.ts';
import type { RefusalCode } from '../../protocol/refusals.ts';
import type { Voucher, VoucherSigner } from '../checks/voucher.ts';
import type { PoolReads } from '../pool/redis/reads.ts';
import { COMMAND_TTL_MS } from '../selection/committer.ts';
import type { Selections } from '../selection/selections.ts';
import { dayAt } from './clock-words.ts';
import { type Acted, acted, refused } from './result.ts';
import type { DeskSelections } from './selections.ts';

/** Owner of registering commands, which need none: only the command's record keeps it. */
const NOBODY = 'nobody' as OwnerId;

type Parts = {
  readonly desk: DeskSelections;
  readonly reads: PoolReads;
  readonly selections: Pick<Selections, 'collect'>;
  readonly vouchers: Pick<VoucherSigner, 'verify'>;
  readonly timeZone: string;
};

/** Hands a plate over: reads a voucher, and makes the reservation final (DONE-2, DONE-3). */
export class Collecting {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The reservation behind a voucher, by its signed text or by the plate alone. */
  async read(
    { voucher: given }: DeskRequestOf<'readVoucher'>,
    now: number,
  ): Promise<Acted<DeskAnswerOf<'readVoucher'>>> {
    const voucher = given.by === 'qr' ? await this.#parts.vouchers.verify(given.text) : undefined;
    if (given.by === 'qr' && voucher === undefined) return refused('voucherWrong');
    const plate = this.#parts.desk.plateOf(voucher?.plate ?? (given.by === 'plate' ? given.plate : ''));
    const subject = plate ?? '-';
    const selection = plate === undefined ? undefined : (await this.#parts.desk.numberOf(plate))?.selection;
    const gone = voucher !== undefined && dayAt(now, this.#parts.timeZone) > voucher.lastDay;
    if (plate === undefined || selection === undefined)
      return refused(gone ? 'collectionMissed' : 'reservationUnknown', { subject });
    const standing = await this.#standing(selection, plate, voucher);
    if (typeof standing === 'string')
      return refused(gone && standing === 'reservationUnknown' ? 'collectionMissed' : standing, { subject });
    const shown = await this.#parts.desk.show(selection);
    return acted({ plate, ...standing, signed: voucher !== undefined, selection: shown }, { subject });
  }

  /** Turns a reservation into a registration, for good. */
  async collect(
    { id, selection, plate }: DeskRequestOf<'collectVoucher'>,
    now: number,
  ): Promise<Acted<DeskAnswerOf<'collectVoucher'>>> {
    const subject = plate;
    const before = await this.#parts.desk.present(selection);
    // A repeat after a lost answer finds the plate already collected: the store answers so under the same id.
    const owner = await this.#parts.reads.reserverOf(selection);
    const isIts = 'plate' in before.record && before.record.plate === plate;
    if (!isIts) return refused('reservationUnknown', { subject });
    const digest = createHash('sha256').update(`collect/${selection}/${plate}`).digest('base64url');
    const request = { selection, owner: owner ?? NOBODY, id, digest, notAfter: now + COMMAND_TTL_MS };
    const result = await this.#parts.selections.collect(request);
    const after = await this.#parts.desk.present(selection);
    const [was, is] = [before, after].map(({ record }) => ({ stage: record.stage, plate }));
    const noted = { subject, before: was, after: is };
    if (result.ok && after.record.stage === 'registered')
      return acted({ outcome: 'registered', plate, registeredAt: after.record.registeredAt }, noted);
    const standing = await this.#standing(selection, plate, undefined);
    if (!result.ok && result.refusal.code !== 'wrongStage') return { result, ...noted };
    return refused(typeof standing === 'string' ? standing : 'outcomeUnknown', noted);
  }

  /** The terms of a reservation that can be collected; otherwise the refusal's code. */
  async #standing(
    selection: SelectionId,
    plate: Serial,
    voucher: Voucher | undefined,
  ): Promise<{ lastDay: string; lastDayProvisional: boolean } | RefusalCode> {
    const { record } = await this.#parts.desk.present(selection);
    if (!('plate' in record) || record.plate !== plate) return 'reservationUnknown';
    if (record.stage === 'registered') return 'alreadyCollected';
    if (record.stage === 'missed') return 'collectionMissed';
    if (record.stage !== 'reserved') return 'reservationUnknown';
    const { reservedAt, lastDay, lastDayProvisional } = record;
    const isThis = voucher === undefined || (voucher.reservedAt === reservedAt && voucher.lastDay === lastDay);
    return isThis ? { lastDay, lastDayProvisional } : 'voucherOfAnother';
  }
}
