import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { type Line, line } from './format.ts';

const FIRST = ['pool.jsonl', 'events.jsonl'];
const LAST = 'final.jsonl';

/**
 * The lines of a history in a folder, one at a time, in the order that the checker needs. `notRead` receives every invalid
 * line. A killed client or node may have left half of its last line, which is skipped; the pool, its events and the end
 * are written when all is over, so there it is a fault like any other.
 */
export async function* readHistory(folder: string, notRead: (says: string) => void): AsyncGenerator<Line> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'));
  for (const needed of [...FIRST, LAST]) if (!files.includes(needed)) notRead(`there is no ${needed}`);
  const others = files.filter((file) => !FIRST.includes(file) && file !== LAST).toSorted();
  for (const name of [...FIRST, ...others, LAST].filter((file) => files.includes(file))) {
    let at = 0;
    for await (const { text, isWhole } of linesOf(join(folder, name))) {
      at += 1;
      if (text.trim() === '') continue;
      const json = parsed(text);
      if (json === undefined && !isWhole && others.includes(name)) continue;
      const read = line.safeParse(json);
      if (read.success) yield read.data;
      else notRead(`line ${at} of ${name} is none of a history: ${whyNot(json, read.error)}`);
    }
  }
}

/** The lines of a file; the last one counts as whole if a line feed ends it. */
async function* linesOf(path: string): AsyncGenerator<{ readonly text: string; readonly isWhole: boolean }> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8' }) as AsyncIterable<string>) {
    const texts = (rest + chunk).split('\n');
    rest = texts.pop() ?? '';
    for (const text of texts) yield { text, isWhole: true };
  }
  if (rest !== '') yield { text: rest, isWhole: false };
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const whyNot = (
  json: unknown,
  { issues }: { readonly issues: readonly { path: PropertyKey[]; message: string }[] },
) => {
  if (json === undefined) return 'it is no JSON';
  return issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`).join('; ');
};

/** Writes one file of a history; `close` resolves when it is on its way to the disk. */
export const openHistoryFile = async (
  folder: string,
  name: string,
): Promise<{ readonly write: (line: Line) => void; readonly close: () => Promise<void> }> => {
  await mkdir(folder, { recursive: true });
  const file = createWriteStream(join(folder, `${name}.jsonl`));
  return {
    write: (each) => void file.write(`${JSON.stringify(each)}\n`),
    close: async () => {
      file.end();
      await finished(file);
    },
  };
};
