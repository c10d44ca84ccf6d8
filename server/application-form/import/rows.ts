/** The longest row, in characters and in lines; a real one has some 200 characters on one line. */
const LONGEST_ROW = 8_192;
const MOST_LINES = 50;

/** `text` is null if the line was too long to keep. `ended`: a line end follows, so the line is complete. */
export type ImportLine = { readonly line: number; readonly text: string | null; readonly ended: boolean };

/** One row of a file and its first line, counted from 1; or its problem. */
export type Row =
  | { readonly line: number; readonly cells: readonly string[]; readonly ended: boolean }
  | { readonly line: number; readonly problem: 'rowTooLong' | 'quoteOpen' };

/**
 * Splits a stream of text into lines that end with CR, LF, or both. Memory holds one line at most, of bounded length.
 */
export async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<ImportLine> {
  let line = 1;
  let rest = '';
  let tooLong = false;
  let afterCr = false;
  const next = (ended: boolean): ImportLine => {
    const whole = { line, text: tooLong ? null : rest, ended };
    line += 1;
    [rest, tooLong] = ['', false];
    return whole;
  };
  const add = (part: string): void => {
    tooLong ||= rest.length + part.length > LONGEST_ROW;
    rest = tooLong ? '' : rest + part;
  };
  for await (const piece of text) {
    let from = 0;
    for (const { 0: end, index } of piece.matchAll(/[\r\n]/g)) {
      // In CR LF the second character does not end another line.
      const isSecond = end === '\n' && index === from && (index > 0 ? piece[index - 1] === '\r' : afterCr);
      if (!isSecond) {
        add(piece.slice(from, index));
        yield next(true);
      }
      from = index + 1;
    }
    add(piece.slice(from));
    if (piece !== '') afterCr = piece.endsWith('\r');
  }
  if (tooLong || rest !== '') yield next(false);
}

/**
 * The rows of a table of text (RFC 4180, with any delimiter): quoted cells may hold delimiters, doubled quotation marks
 * and line ends. An unclosed quotation mark would swallow the rest of the file: so its line is refused when its row
 * gets too long, and the lines after it are parsed as separate rows.
 */
export async function* rowsOf(lines: AsyncIterable<ImportLine>, delimiter: string): AsyncGenerator<Row> {
  const waiting: ImportLine[] = [];
  for await (const line of lines) {
    if (waiting.length === 0 && line.text?.trim() === '') continue;
    waiting.push(line);
    yield* takeRows(waiting, delimiter, false);
  }
  yield* takeRows(waiting, delimiter, true);
}

/** The rows of a few lines already read. */
export const rowsIn = (lines: readonly ImportLine[], delimiter: string): Row[] => [
  ...takeRows([...lines], delimiter, true),
];

/** Takes complete rows from the front of the lines; at the end of the file, everything. */
function* takeRows(waiting: ImportLine[], delimiter: string, isEnd: boolean): Generator<Row> {
  for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
    const { line } = first;
    const row = frontRow(waiting, delimiter);
    if (row === 'open' && !isEnd) return;
    const taken = waiting.splice(0, typeof row === 'object' ? row.lines : 1);
    if (typeof row === 'object') yield { line, cells: row.cells, ended: taken.at(-1)?.ended === true };
    else yield { line, problem: first.text === null ? 'rowTooLong' : 'quoteOpen' };
  }
}

/** The row at the front of the lines: complete, still open, or never to be complete. */
const frontRow = (
  waiting: readonly ImportLine[],
  delimiter: string,
): { cells: string[]; lines: number } | 'open' | 'broken' => {
  let joined = '';
  for (const [i, { text }] of waiting.entries()) {
    if (text === null || i === MOST_LINES) return 'broken';
    joined += i === 0 ? text : `\n${text}`;
    if (joined.length > LONGEST_ROW) return 'broken';
    const cells = cellsOf(joined, delimiter);
    if (cells !== null) return { cells, lines: i + 1 };
  }
  return 'open';
};

/** The cells of a row; null if a quotation mark is open at its end. Text after a closing mark is kept as it is. */
const cellsOf = (row: string, delimiter: string): string[] | null => {
  if (!row.includes('"')) return row.split(delimiter);
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < row.length; i += 1) {
    const character = row.charAt(i);
    if (quoted && character === '"' && row.charAt(i + 1) === '"') {
      cell += '"';
      i += 1;
    } else if (character === '"' && (quoted || cell.trim() === '')) {
      if (!quoted) cell = '';
      quoted = !quoted;
    } else if (character === delimiter && !quoted) {
      cells.push(cell);
      cell = '';
    } else cell += character;
  }
  return quoted ? null : [...cells, cell];
};
