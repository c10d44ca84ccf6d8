import { type FieldProblem, problemOf } from '../../../protocol/form-problems.ts';
import type { AccountStore } from '../../identity/account-store.ts';
import type { ImportedRegister, RegisteredVehicle } from '../register.ts';
import { COLUMNS, type Column, columnNames, columnOf, readEntry } from './entries.ts';
import { csvRows, linesOf } from './rows.ts';
import { type Encoding, textOf } from './text.ts';

/** Rows written at once: some 200 kB. */
const BATCH = 500;

/** A row that was not taken in: where it stands, and everything that is wrong with it. `field` is empty for the whole row. */
export type BadRow = { readonly line: number; readonly problems: readonly FieldProblem[] };

/** How far an import is. Every row is in exactly one of these counts. */
export type ImportCounts = {
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly bad: number;
};
export type Imported =
  | { readonly outcome: 'imported'; readonly counts: ImportCounts; readonly badRows: readonly BadRow[] }
  /** The file as a whole will not do; nothing was taken in. `columns`: both names of each column that is missing. */
  | { readonly outcome: 'columnsMissing'; readonly columns: readonly { readonly name: string; readonly zh: string }[] }
  | { readonly outcome: 'empty' };

export type ImportOptions = {
  readonly file: AsyncIterable<Uint8Array>;
  readonly format: 'csv' | 'jsonl';
  /** Found out from the file where it is absent. */
  readonly encoding?: Encoding;
  readonly register: ImportedRegister;
  readonly accounts: Pick<AccountStore, 'ownerOf'>;
  /** Called after each batch. */
  readonly progress?: (counts: ImportCounts) => void;
};

type Entry = Readonly<Record<Column, string>>;
type Read = { readonly line: number; readonly entry: Entry } | BadRow;

/**
 * Takes a file into the register of new vehicles (ELIG-2), row by row, whatever its length. Good rows are kept, each
 * bad one is reported with its line and reasons. Rejects only when Redis or the file fails; what was taken in by then
 * stays, and the same file may be sent again.
 */
export const importVehicles = async (options: ImportOptions): Promise<Imported> => {
  const { file, format, encoding, register, accounts, progress } = options;
  const counts = { rows: 0, added: 0, changed: 0, unchanged: 0, bad: 0 };
  const badRows: BadRow[] = [];
  let batch: RegisteredVehicle[] = [];
  const flush = async (): Promise<void> => {
    for (const stored of await register.store(batch)) counts[stored] += 1;
    batch = [];
    progress?.({ ...counts });
  };
  const text = textOf(file, encoding);
  const rows = format === 'csv' ? await readCsv(text) : readJsonLines(text);
  if ('outcome' in rows) return rows;
  for await (const row of rows) {
    counts.rows += 1;
    const entry = 'entry' in row ? readEntry(row.entry, accounts) : row;
    if ('problems' in entry) {
      counts.bad += 1;
      badRows.push({ line: row.line, problems: entry.problems });
    } else batch.push(entry);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  return counts.rows === 0 ? { outcome: 'empty' } : { outcome: 'imported', counts, badRows };
};

const badRow = (line: number, code: Parameters<typeof problemOf>[1]): BadRow => ({
  line,
  problems: [problemOf('', code)],
});

/** Reads the names of the columns, and answers the rows after them. */
const readCsv = async (
  text: AsyncIterable<string>,
): Promise<AsyncIterable<Read> | Exclude<Imported, { outcome: 'imported' }>> => {
  const rows = csvRows(text);
  const head = await rows.next();
  if (head.done === true) return { outcome: 'empty' };
  const names = 'cells' in head.value ? head.value.cells.map(columnOf) : [];
  const missing = columnNames.filter((column) => !OPTIONAL.includes(column) && !names.includes(column));
  if (missing.length > 0) {
    return { outcome: 'columnsMissing', columns: missing.map((name) => ({ name, zh: COLUMNS[name] })) };
  }
  return (async function* () {
    for await (const row of rows) {
      if ('problem' in row) yield badRow(row.line, row.problem);
      else if (row.cells.length !== names.length) yield badRow(row.line, 'cellsMiscounted');
      else if (row.cells.some((cell) => cell.includes('\uFFFD'))) yield badRow(row.line, 'encodingWrong');
      else yield { line: row.line, entry: entryOf((column) => row.cells[names.indexOf(column)]) };
    }
  })();
};

/** A new vehicle's file may leave out what is rarely true. */
const OPTIONAL: readonly Column[] = ['transferred', 'plate'];

async function* readJsonLines(text: AsyncIterable<string>): AsyncGenerator<Read> {
  for await (const { line, text: each } of linesOf(text)) {
    if (each?.trim() === '') continue;
    const given = each === null ? 'rowTooLong' : objectOf(each);
    if (typeof given === 'string') yield badRow(line, given);
    else yield { line, entry: entryOf((column) => given[column]) };
  }
}

const objectOf = (line: string): Record<string, unknown> | 'jsonWrong' | 'encodingWrong' => {
  if (line.includes('\uFFFD')) return 'encodingWrong';
  try {
    const parsed: unknown = JSON.parse(line.replace(/^\uFEFF/, ''));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : 'jsonWrong';
  } catch {
    return 'jsonWrong';
  }
};

/** Only texts, numbers and yes or no count as given; anything else is as good as missing. */
const entryOf = (valueOf: (column: Column) => unknown): Entry => {
  const entry = columnNames.map((column) => {
    const value = valueOf(column);
    const isPlain = typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number';
    return [column, isPlain ? String(value) : ''] as const;
  });
  return Object.fromEntries(entry) as Entry;
};
