import { z } from 'zod';
import { type BlockId, blockId, type HoldToken, type SelectionId } from '../../../protocol/ids.ts';
import { serial } from '../../../protocol/plate.ts';
import type { Address, Block } from '../block.ts';
import type {
  CommitResult,
  Hold,
  Noticed,
  Outcome,
  PoolEvent,
  ScheduledBlock,
  StoredSelection,
  StoreTime,
} from '../store.ts';

/** Reads comma-separated addresses. */
export const addresses = (list: string): Address[] =>
  list === '' ? [] : list.split(',').map((text) => Number(text) as Address);

const holdOf = (token: string, deadline: string, numbers: string): Hold | null =>
  token === '' ? null : { token: token as HoldToken, deadline: Number(deadline), numbers: addresses(numbers) };

const words = z.array(z.string());
const early = z.enum(['rejudge', 'versionMoved', 'tooLate', 'commandReused', 'wrongEpoch']);

/**
 * Reads a command script's reply: `{ status, now, outcome, answer, addresses, version }`, of which some statuses lack
 * the last four; or `{ notYet, now, from }`.
 */
export const readCommitResult = <O extends Outcome>(reply: unknown): CommitResult<O> => {
  const [status = '', nowText = '', outcome = '', answer = '', list = '', version = '0'] = reply as string[];
  const time = timeOf(nowText);
  if (status === 'done') {
    return { status, outcome: outcome as O, answer, numbers: addresses(list), version: Number(version), ...time };
  }
  if (status === 'repeated') return { status, outcome: outcome as Outcome, answer, numbers: addresses(list), ...time };
  // With `notYet` the third field is the instant from which the number can be held.
  if (status === 'notYet') return { status, from: Number(outcome), ...time };
  return { status: early.parse(status), ...time };
};

/** Reads `toldNow()` of `steps/now.lua`. */
export const timeOf = (text: string): StoreTime => {
  const end = text.indexOf(' ');
  return end < 0 ? { now: Number(text) } : { now: Number(text.slice(0, end)), behindMs: Number(text.slice(end + 1)) };
};

/** Reads the reply of `read-selection`. */
export const readStored = (reply: unknown): StoredSelection & StoreTime => {
  const [now = '', version = '', record = '', token = '', deadline = '', numbers = ''] = words.parse(reply);
  return {
    ...timeOf(now),
    version: Number(version),
    record: record === '' ? null : record,
    hold: holdOf(token, deadline, numbers),
  };
};

/** Reads the reply of a script that handles due entries. */
export const readNoticed = (reply: unknown): Noticed => {
  const [now = '', due = '', next = ''] = words.parse(reply);
  return {
    ...timeOf(now),
    due: due === '' ? [] : due.split(',').map(Number),
    next: next === '' ? null : Number(next),
  };
};

const block = z.object({
  id: blockId,
  name: z.object({ zh: z.string(), en: z.string() }),
  positions: z.array(z.string()),
  base: z.int(),
  openedAt: z.int().optional(),
});

/** Reads a block's JSON. */
export const readBlock = (text: string): Block => block.parse(JSON.parse(text));

const scheduled = z.object({
  block: block.omit({ base: true, openedAt: true }),
  opensAt: z.int(),
  withheld: z.array(serial),
});

/** Reads a scheduled block's JSON. */
export const readScheduled = (text: string): ScheduledBlock => scheduled.parse(JSON.parse(text));

/** Reads one entry of the event stream, with the epoch that it belongs to: one event, or many that share an entry. */
export const readEntry = (id: string, fields: Record<string, string>): { epoch: string; events: PoolEvent[] } => {
  const { epoch = '', at, type, taken = '', freed = '', each, selection, record, block: opened } = fields;
  const offset = Number.parseInt(id, 10);
  if (each !== undefined) return { epoch, events: eventsIn(each, offset, Number(at), type as PoolEvent['type']) };
  const event: { -readonly [K in keyof PoolEvent]: PoolEvent[K] } = {
    offset,
    at: Number(at),
    type: type as PoolEvent['type'],
    taken: addresses(taken),
    freed: addresses(freed),
  };
  if (selection !== undefined) event.selection = selection as SelectionId;
  if (record !== undefined) event.state = stateOf(fields);
  if (type === 'holdLapsed') event.token = fields.token as HoldToken;
  if (opened !== undefined) event.block = opened as BlockId;
  return { epoch, events: [event] };
};

/** Reads what `appendAll` in `steps/event.lua` writes; the entry has the offset of its last event. */
const eventsIn = (each: string, last: number, at: number, type: PoolEvent['type']): PoolEvent[] => {
  const parts = each.split(' ');
  const events: PoolEvent[] = [];
  for (let i = 0, offset = last - parts.length / 3 + 1; i < parts.length; i += 3, offset += 1)
    events.push({
      offset,
      at,
      type,
      taken: [],
      freed: addresses(parts[i + 2] ?? ''),
      selection: parts[i + 1] as SelectionId,
      token: parts[i] as HoldToken,
    });
  return events;
};

const stateOf = (fields: Record<string, string>): StoredSelection => ({
  version: Number(fields.version),
  record: fields.record ?? null,
  hold: holdOf(fields.token ?? '', fields.deadline ?? '', fields.numbers ?? ''),
});
