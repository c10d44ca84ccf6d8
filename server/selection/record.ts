import { z } from 'zod';
import { holdToken, instant } from '../../protocol/ids.ts';
import { serial } from '../../protocol/plate.ts';
import { way } from '../../protocol/selection-view.ts';
import type { AuthoritySettings } from '../authority/settings.ts';
import { issuedCode } from '../codes/issued-code.ts';

/** What a vehicle has left, whatever its stage. */
const quotas = {
  triesLeft: z.int(),
  drawsLeft: z.int(),
  /** Verifications so far; a keyboard layout is good for one round (COMP-2). */
  round: z.int(),
  /** From when *verify* is possible; null until the keyboard was opened for the first time (COMP-5). */
  verifyFrom: instant.nullable(),
};
const held = { token: holdToken, deadline: instant };

/** The SMS code of one hold (SMS-2). */
const code = issuedCode.extend({
  /** How many codes were sent for this hold; records of an older version lack it. */
  sent: z.int().default(0),
});

/** One selection as the store keeps it. A stage carries the facts that are true in it and no others. */
const selectionRecord = z.discriminatedUnion('stage', [
  z.object({ stage: z.literal('choosing'), ...quotas }),
  z.object({ stage: z.literal('holding'), ...quotas, ...held, plate: serial }),
  z.object({ stage: z.literal('picking'), ...quotas, ...held }),
  z.object({ stage: z.literal('confirming'), ...quotas, ...held, plate: serial, way, code }),
  z.object({
    stage: z.literal('reserved'),
    ...quotas,
    plate: serial,
    way,
    reservedAt: instant,
    lastDay: z.string(),
    lastDayProvisional: z.boolean(),
    collectBy: instant,
    bannedUntil: instant,
  }),
  z.object({ stage: z.literal('registered'), ...quotas, plate: serial, way, registeredAt: instant }),
  /** Never written: a reservation reads so after its last day (DONE-4). */
  z.object({ stage: z.literal('missed'), ...quotas, plate: serial, lastDay: z.string(), bannedUntil: instant }),
]);
export type SelectionRecord = z.infer<typeof selectionRecord>;
export type RecordAt<S extends SelectionRecord['stage']> = Extract<SelectionRecord, { stage: S }>;
export type Quotas = Pick<SelectionRecord, 'triesLeft' | 'drawsLeft' | 'round' | 'verifyFrom'>;

/** The record of a vehicle that has not begun (COMP-1, DRAW-1). */
export const freshRecord = (settings: AuthoritySettings): RecordAt<'choosing'> => ({
  stage: 'choosing',
  triesLeft: settings.tries,
  drawsLeft: settings.draws,
  round: 0,
  verifyFrom: null,
});

/** Reads a record's JSON text; null is a vehicle that has not begun. Throws where the text is not a record. */
export const readRecord = (text: string | null, settings: AuthoritySettings): SelectionRecord =>
  text === null ? freshRecord(settings) : selectionRecord.parse(JSON.parse(text));

/** Parsed records by stored state, for as long as anything refers to that state. */
const alreadyRead = new WeakMap<object, SelectionRecord>();

/** The record of a stored state; parsed once, however often it is judged and shown. */
export const recordOf = (stored: { readonly record: string | null }, settings: AuthoritySettings): SelectionRecord => {
  if (stored.record === null) return freshRecord(settings);
  const record = alreadyRead.get(stored) ?? readRecord(stored.record, settings);
  alreadyRead.set(stored, record);
  return record;
};

/** The facts that every stage carries on to the next. */
export const quotasOf = ({ triesLeft, drawsLeft, round, verifyFrom }: Quotas): Quotas => ({
  triesLeft,
  drawsLeft,
  round,
  verifyFrom,
});
