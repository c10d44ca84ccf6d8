import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HistoryChecker } from '../../verification/checker/checker.ts';
import { readHistory } from '../../verification/checker/folder.ts';
import { line } from '../../verification/checker/format.ts';
import { temporaryFolder } from '../support/folder.ts';
import { readPage } from './page.ts';

const page = readPage('docs/histories.md');
/** The files of the page's example, by their names. */
const example = new Map(
  [...page.matchAll(/^```jsonl (\S+)\n(.*?)^```$/gms)].map(([, name = '', text = '']) => [name, text]),
);

/** What the checker says of a folder with these files. */
const faultsIn = async (files: ReadonlyMap<string, string>): Promise<string[]> => {
  const folder = await temporaryFolder();
  for (const [name, text] of files) await writeFile(join(folder, name), text);
  const checker = new HistoryChecker();
  for await (const each of readHistory(folder, checker.notRead)) checker.take(each);
  return checker.find().map(({ promise, says }) => `${promise}: ${says}`);
};
const changed = (name: string, change: (text: string) => string): Map<string, string> =>
  new Map(example).set(name, change(example.get(name) ?? ''));

test('the page’s example keeps every promise, and shows every kind of line', async () => {
  expect(await faultsIn(example)).toEqual([]);
  const shown = new Set(
    [...example.values()].flatMap((text) => [...text.matchAll(/"line":"(\w+)"/g)].map(([, kind]) => kind)),
  );
  expect(shown).toEqual(new Set(line.options.map(({ shape }) => shape.line.value)));
});

test('half of a last line is passed over where somebody may have been killed, and nowhere else', async () => {
  const half = (text: string): string => `${text}{"line":"asked","cli`;
  expect(await faultsIn(changed('anna.jsonl', half))).toEqual([]);
  for (const name of ['pool.jsonl', 'events.jsonl', 'final.jsonl'])
    expect(await faultsIn(changed(name, half))).toContainEqual(
      expect.stringMatching(new RegExp(`^HISTORY: line \\d+ of ${name} is none of a history: it is no JSON$`)),
    );
});

test('lines that are none are told of with their place, wherever they are', async () => {
  const files = changed('anna.jsonl', (text) =>
    text.replace('"version":0', '"version":-1').replace('"released"', '"rel'),
  );
  const faults = await faultsIn(files);
  expect(faults).toContainEqual(expect.stringMatching(/^HISTORY: line 2 of anna\.jsonl is none of a history: version/));
  expect(faults).toContainEqual(
    expect.stringMatching(/^HISTORY: line 8 of anna\.jsonl is none of a history: it is no JSON/),
  );
  // A whole line at the end is no half of one.
  const last = changed('anna.jsonl', (text) => `${text}{"line":"nonsense"}`);
  expect(await faultsIn(last)).toContainEqual(expect.stringMatching(/^HISTORY: line 14 of anna\.jsonl/));
});

test('a file that is missing or empty is told of', async () => {
  const missing = new Map(example);
  missing.delete('events.jsonl');
  expect(await faultsIn(missing)).toContain('HISTORY: there is no events.jsonl');
  expect(await faultsIn(changed('pool.jsonl', () => ''))).toContainEqual(
    expect.stringMatching(/^HISTORY: a history begins/),
  );
  expect(await faultsIn(changed('events.jsonl', (text) => text.split('\n').slice(0, 2).join('\n')))).toContainEqual(
    expect.stringMatching(/^P4: command release-1/),
  );
});

test('an event in a client’s file is told of', async () => {
  const event = (example.get('events.jsonl') ?? '').split('\n')[2] ?? '';
  expect(await faultsIn(changed('anna.jsonl', (text) => `${text}${event}\n`))).toContainEqual(
    'HISTORY: a line “event” comes where it has no place any more',
  );
});
