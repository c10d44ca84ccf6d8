import { plainText } from '../../../protocol/normal-form.ts';
import { type BadRow, badRow } from './bad-row.ts';
import { COLUMNS, type Column, columnNames, columnOf, type Entry, entryOf, OPTIONAL, REQUIRED } from './entries.ts';
import { type ImportLine, rowsIn, rowsOf } from './rows.ts';

/** Lines searched for the header: titles, notes, and a `sep=` may stand above it. */
const HEAD_LINES = 30;
/** Delimiters that spreadsheets use; a `sep=` above the header may name another. */
const DELIMITERS = [',', '\t', ';', '，', '；', '|'];
const SEPARATOR_LINE = /^\uFEFF?"?sep=(.)/i;

type Names = readonly (Column | undefined)[];
export type Read = { readonly line: number; readonly entry: Entry } | BadRow;
type NoTable =
  | { readonly outcome: 'columnsMissing'; readonly columns: readonly { readonly name: string; readonly zh: string }[] }
  | { readonly outcome: 'unreadable'; readonly what: 'noHeader' }
  | { readonly outcome: 'empty' };

/** Finds the header of a table, and returns the rows after it; or the reason why there is no header. */
export const readTable = async (lines: AsyncGenerator<ImportLine>): Promise<AsyncIterable<Read> | NoTable> => {
  const first: ImportLine[] = [];
  while (first.length < HEAD_LINES) {
    const next = await lines.next();
    if (next.done === true) break;
    first.push(next.value);
  }
  if (first.every(({ text }) => text !== null && /^[,\t;，；|"\s]*$/.test(plainText(text))))
    return { outcome: 'empty' };
  const head = headOf(first);
  if (head === undefined) return { outcome: 'unreadable', what: 'noHeader' };
  if (REQUIRED.some((column) => !head.names.includes(column))) {
    const wanted: readonly Column[] = [...REQUIRED, 'invoiceCode'];
    const missing = columnNames.filter((column) => wanted.includes(column) && !head.names.includes(column));
    return { outcome: 'columnsMissing', columns: missing.map((name) => ({ name, zh: COLUMNS[name][0] })) };
  }
  const rest = (async function* () {
    yield* first.filter(({ line }) => line >= head.line);
    yield* lines;
  })();
  return entriesOf(rest, head.delimiter);
};

/** The row with the most known columns, by any delimiter. */
const headOf = (first: readonly ImportLine[]): { delimiter: string; line: number; names: Names } | undefined => {
  const named = first.map(({ text }) => SEPARATOR_LINE.exec(text ?? '')?.[1]).filter((each) => each !== undefined);
  const heads = [...new Set([...named, ...DELIMITERS])].flatMap((delimiter) =>
    rowsIn(first, delimiter).map((row) => {
      const names = 'cells' in row ? namesOf(row.cells) : [];
      return { delimiter, line: row.line, names, known: new Set(names).size - (names.includes(undefined) ? 1 : 0) };
    }),
  );
  const best = heads.reduce((one, other) => (other.known > one.known ? other : one));
  return best.known === 0 ? undefined : best;
};

/** The columns of a header, without empty cells at its end. */
const namesOf = (cells: readonly string[]): Names =>
  cells.slice(0, cells.findLastIndex((cell) => plainText(cell) !== '') + 1).map(columnOf);

/** The entries of a table. Concatenated files repeat the header: each one holds for the rows after it. */
async function* entriesOf(lines: AsyncIterable<ImportLine>, delimiter: string): AsyncGenerator<Read> {
  let names: Names = [];
  for await (const row of rowsOf(lines, delimiter)) {
    if ('problem' in row) {
      yield badRow(row.line, row.problem);
      continue;
    }
    const { line, cells, ended } = row;
    const found = namesOf(cells);
    if (REQUIRED.every((column) => found.includes(column))) names = found;
    else if (found.length > 0) yield readRow(line, cells, names, ended);
  }
}

const readRow = (line: number, cells: readonly string[], names: Names, ended: boolean): Read => {
  if (cells.some((cell) => cell.includes('\uFFFD'))) return badRow(line, 'encodingWrong');
  if (cells.slice(names.length).some((cell) => plainText(cell) !== '')) return badRow(line, 'cellsMiscounted');
  // Spreadsheets omit empty cells at a row's end.
  const absent = names.slice(cells.length).filter((name) => name !== undefined);
  if (absent.some((name) => !OPTIONAL.includes(name))) return badRow(line, ended ? 'cellsMiscounted' : 'rowCutOff');
  return { line, entry: entryOf((column) => cells[names.indexOf(column)]) };
};
