import type { DeskAnswerOf } from '../../../protocol/desk/client-to-server.ts';

export type BadRow = DeskAnswerOf<'readBadRows'>['rows'][number];

/** A cell as text: an apostrophe keeps a spreadsheet from evaluating what looks like a formula. */
const cellOf = (text: string): string => {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
};

/** Bad rows as CSV for a spreadsheet, a line for each problem: UTF-8 with a BOM, CRLF. */
export const csvOf = (
  rows: readonly BadRow[],
  heading: readonly [line: string, column: string, problem: string],
  language: 'zh' | 'en',
): string => {
  const lines = rows.flatMap(({ line, problems }) =>
    problems.map((problem) => [String(line), problem.field, problem[language]]),
  );
  return `\uFEFF${[heading, ...lines].map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('')}`;
};
