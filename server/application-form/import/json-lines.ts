import { LosslessNumber, parse } from 'lossless-json';
import { plainText } from '../../../protocol/normal-form.ts';
import { badRow } from './bad-row.ts';
import { type Cell, type Column, columnOf, entryOf } from './entries.ts';
import type { ImportLine } from './rows.ts';
import type { Read } from './table.ts';

/** The objects of a file with one per line. */
export async function* readJsonLines(lines: AsyncIterable<ImportLine>): AsyncGenerator<Read> {
  for await (const { line, text, ended } of lines) {
    if (text !== null && plainText(text) === '') continue;
    const given = text === null ? 'rowTooLong' : objectOf(text);
    if (given === 'jsonWrong' && !ended) yield badRow(line, 'rowCutOff');
    else if (typeof given === 'string') yield badRow(line, given);
    else yield { line, entry: entryOf((column) => given.get(column)) };
  }
}

/**
 * The fields of an object, by column. Numbers keep their digits as written: JavaScript's own parser rounds a long one
 * to another person's valid identity number.
 */
const objectOf = (line: string): ReadonlyMap<Column, Cell> | 'jsonWrong' | 'encodingWrong' => {
  if (line.includes('\uFFFD')) return 'encodingWrong';
  try {
    const parsed = parse(line.replace(/^\uFEFF/, ''));
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return 'jsonWrong';
    const cells = new Map<Column, Cell>();
    for (const [key, value] of Object.entries<unknown>({ ...parsed })) {
      const column = columnOf(key);
      if (column === undefined) continue;
      if (value instanceof LosslessNumber) cells.set(column, { number: value.value });
      else if (typeof value === 'string' || typeof value === 'boolean') cells.set(column, String(value));
    }
    return cells;
  } catch {
    return 'jsonWrong';
  }
};
