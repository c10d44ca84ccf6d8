import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { type Line, line } from './format.ts';

const FIRST = ['pool.jsonl', 'events.jsonl'];
const LAST = 'final.jsonl';

/** The lines of a history in a folder, one at a time, in the order in which the checker wants them. Throws where one is none. */
export async function* readHistory(folder: string): AsyncGenerator<Line> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'));
  const others = files.filter((name) => !FIRST.includes(name) && name !== LAST).toSorted();
  for (const name of [...FIRST, ...others, LAST]) {
    let at = 0;
    let wrong: string | undefined;
    for await (const text of createInterface({ input: createReadStream(join(folder, name)), crlfDelay: Infinity })) {
      // A process that was killed may have left half of its last line; but nothing follows that.
      if (wrong !== undefined) throw new Error(wrong);
      at += 1;
      const read = line.safeParse(parsed(text));
      if (read.success) yield read.data;
      else wrong = `line ${at} of ${name} is none of a history: ${read.error.message}`;
    }
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
