import type { DeskAnswerOf } from '../../../protocol/desk/client-to-server.ts';
import type { Trouble } from '../../pages/parts/notice.tsx';
import { askDesk, askPatiently } from '../ask-desk.ts';
import type { DeskClient } from '../desk-client.ts';

export type Encoding = 'utf-8' | 'gbk' | 'utf-16le' | 'utf-16be';

/** The end of an import; `tooLarge` carries the server's limit in bytes. */
export type Ended =
  | { readonly how: 'finished'; readonly import: string; readonly answer: DeskAnswerOf<'endImport'> }
  | { readonly how: 'failed'; readonly trouble: Trouble }
  | { readonly how: 'tooLarge'; readonly maxBytes: number }
  | { readonly how: 'stopped' };

type Options = {
  readonly encoding: Encoding | null;
  /** Receives the share of the file that the server has taken, from 0 to 1, and the import's id. */
  readonly onSent: (share: number, importId: string) => void;
  readonly stop: AbortSignal;
};

/** The parts in flight at once: enough to keep the line busy while acks return. */
const UNDER_WAY = 6;
/** The refusals that pass: the connection's allowance is used up, for this part or for one before it. */
const PASSING = ['tooManyRequests', 'importPartMissing'] as const;

/**
 * Sends a file into the register, part by part and in order. An import belongs to its connection: after a loss the
 * server refuses the rest, and the same file can be sent again from its beginning, which changes nothing twice. An
 * import that fails here ends with its connection, so that another can begin.
 */
export const sendFile = async (client: DeskClient, file: File, options: Options): Promise<Ended> => {
  const format = /\.(jsonl|ndjson|json)$/i.test(file.name) ? 'jsonl' : 'csv';
  const { encoding } = options;
  const begun = await askDesk(client, 'beginImport', {
    fileName: file.name.slice(0, 200),
    format,
    ...(encoding === null ? {} : { encoding }),
  });
  if (!begun.ok) return { how: 'failed', trouble: begun.trouble };
  const { import: id, partBytes, maxBytes } = begun.answer;
  const ended: Ended =
    file.size > maxBytes ? { how: 'tooLarge', maxBytes } : await sendParts(client, file, { ...options, id, partBytes });
  if (ended.how !== 'finished') client.startAfresh();
  return ended;
};

const sendParts = async (
  client: DeskClient,
  file: File,
  { id, partBytes, onSent, stop }: Options & { readonly id: string; readonly partBytes: number },
): Promise<Ended> => {
  const parts = Math.ceil(file.size / partBytes);
  const underWay = new Set<Promise<void>>();
  let taken = 0;
  const failures: Trouble[] = [];
  for (let part = 0; part < parts && failures.length === 0; part += 1) {
    const bytes = await base64Of(file.slice(part * partBytes, (part + 1) * partBytes));
    if (underWay.size >= UNDER_WAY) await Promise.race(underWay);
    if (stop.aborted) return { how: 'stopped' };
    const sent = askPatiently(client, 'sendImportPart', { import: id, part, bytes }, PASSING).then((asked) => {
      underWay.delete(sent);
      if (!asked.ok) failures.push(asked.trouble);
      taken += 1;
      onSent(taken / parts, id);
    });
    underWay.add(sent);
  }
  await Promise.all(underWay);
  const [trouble] = failures;
  if (trouble !== undefined) return { how: 'failed', trouble };
  const ended = await askDesk(client, 'endImport', { import: id, parts });
  return ended.ok ? { how: 'finished', import: id, answer: ended.answer } : { how: 'failed', trouble: ended.trouble };
};

const base64Of = async (part: Blob): Promise<string> =>
  btoa(String.fromCharCode(...new Uint8Array(await part.arrayBuffer())));
