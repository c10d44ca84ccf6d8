import type { UnreadableFile } from '../../../protocol/desk/unreadable-file.ts';
import type { AccountStore } from '../../identity/account-store.ts';
import type { ImportedRegister, RegisteredVehicle } from '../register.ts';
import type { BadRow } from './bad-row.ts';
import { Doubtful } from './doubtful.ts';
import { readEntry } from './entries.ts';
import { HEAD_BYTES, unreadableKindOf } from './file-kind.ts';
import { readJsonLines } from './json-lines.ts';
import { linesOf } from './rows.ts';
import { readTable } from './table.ts';
import { type Encoding, textOf } from './text.ts';

export type { BadRow };

/** Rows per write: some 200 kB. */
const BATCH_ROWS = 500;

/** The progress of an import. Every row is in exactly one of these counts. */
export type ImportCounts = {
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly bad: number;
};
export type Imported =
  | { readonly outcome: 'imported'; readonly counts: ImportCounts; readonly badRows: readonly BadRow[] }
  /** The whole file is invalid, and nothing was imported. `columns`: both names of each missing column. */
  | { readonly outcome: 'columnsMissing'; readonly columns: readonly { readonly name: string; readonly zh: string }[] }
  | { readonly outcome: 'unreadable'; readonly what: UnreadableFile }
  | { readonly outcome: 'empty' };

export type ImportOptions = {
  readonly file: AsyncIterable<Uint8Array>;
  readonly format: 'csv' | 'jsonl';
  /** Absent: detected from the file. */
  readonly encoding?: Encoding;
  readonly register: ImportedRegister;
  readonly accounts: Pick<AccountStore, 'ownerOf'>;
  /** In ms; no birthday is later. */
  readonly now: number;
  /** Called after each batch. */
  readonly progress?: (counts: ImportCounts) => void;
};

/**
 * Imports a file into the register of new vehicles (ELIG-2), row by row, at any length. Good rows are stored; each bad
 * one is reported with its line and problems. Rejects only if Redis or the file fails: imported rows stay, and the same
 * file may be sent again.
 */
export const importVehicles = async (options: ImportOptions): Promise<Imported> => {
  const { format, encoding, register, accounts, now, progress } = options;
  const { head, file } = await withHead(options.file);
  const what = unreadableKindOf(head, format);
  if (what !== undefined) return { outcome: 'unreadable', what };
  const lines = linesOf(textOf(file, encoding));
  const rows = format === 'csv' ? await readTable(lines) : readJsonLines(lines);
  if ('outcome' in rows) return rows;

  const counts = { rows: 0, added: 0, changed: 0, unchanged: 0, bad: 0 };
  const badRows: BadRow[] = [];
  let batch: RegisteredVehicle[] = [];
  const flush = async (): Promise<void> => {
    for (const stored of await register.store(batch)) counts[stored] += 1;
    batch = [];
    progress?.({ ...counts });
  };
  const refuse = (bad: BadRow): void => {
    counts.bad += 1;
    badRows.push(bad);
  };
  const doubtful = new Doubtful();
  for await (const row of rows) {
    counts.rows += 1;
    const vehicle = 'entry' in row ? readEntry(row.entry, accounts, now) : row;
    if ('problems' in vehicle) {
      doubtful.look(vehicle);
      refuse({ line: row.line, problems: vehicle.problems });
    } else if (!('entry' in row) || !doubtful.keep(row.line, row.entry, vehicle))
      batch.push(...doubtful.before(vehicle), vehicle);
    if (batch.length >= BATCH_ROWS) await flush();
  }
  const kept = doubtful.settle();
  for (const bad of kept.bad) refuse(bad);
  batch.push(...kept.good);
  await flush();
  badRows.sort((a, b) => a.line - b.line);
  return counts.rows === 0 ? { outcome: 'empty' } : { outcome: 'imported', counts, badRows };
};

/** The first bytes of a file in one piece, and the whole file. */
const withHead = async (
  file: AsyncIterable<Uint8Array>,
): Promise<{ head: Uint8Array; file: AsyncIterable<Uint8Array> }> => {
  const pieces = file[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let ended = false;
  while (head.length < HEAD_BYTES && !ended) {
    const next = await pieces.next();
    ended = next.done === true;
    if (next.done !== true) head = Buffer.concat([head, next.value]);
  }
  const whole = (async function* () {
    yield head;
    if (!ended) yield* { [Symbol.asyncIterator]: () => pieces };
  })();
  return { head, file: whole };
};
