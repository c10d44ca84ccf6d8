import type { DeskAnswerOf } from '../../../protocol/desk/desk-client-to-server.ts';
import type { Desk } from '../desk.ts';
import type { Trouble } from '../parts/notice.tsx';
import { askDesk } from '../parts/use-command.ts';

export type Encoding = 'utf-8' | 'gbk' | 'utf-16le';
export type Finished = { readonly import: string; readonly answer: DeskAnswerOf<'endImport'> };
type Ended =
  | { readonly ok: true; readonly finished: Finished }
  | { readonly ok: false; readonly trouble: Trouble | 'stopped' };

type Options = {
  readonly encoding: Encoding | null;
  /** Where the file is larger than what the server takes, with its limit in bytes. */
  readonly tooLarge: (maxBytes: number) => Trouble;
  /** How much of the file the server has taken, from 0 to 1. */
  readonly onSent: (share: number) => void;
  readonly stop: AbortSignal;
};

/** Parts that are under way at once: enough that the line is never idle while an ack comes back. */
const UNDER_WAY = 6;

/**
 * Sends a file into the register, part by part and in order. An import belongs to its connection: where that is lost
 * the rest is refused, and the same file may be sent again from its beginning, which changes nothing twice.
 */
export const sendFile = async (client: Desk['client'], file: File, options: Options): Promise<Ended> => {
  const { encoding, tooLarge, onSent, stop } = options;
  const format = /\.(jsonl|ndjson|json)$/i.test(file.name) ? 'jsonl' : 'csv';
  const fileName = file.name.slice(0, 200);
  const begun = await askDesk(client, 'beginImport', {
    fileName,
    format,
    ...(encoding === null ? {} : { encoding }),
  });
  if (!begun.ok) return begun;
  const { import: id, partBytes, maxBytes } = begun.answer;
  if (file.size > maxBytes) return { ok: false, trouble: tooLarge(maxBytes) };

  const parts = Math.ceil(file.size / partBytes);
  const failures: Trouble[] = [];
  const underWay = new Set<Promise<void>>();
  let taken = 0;
  for (let part = 0; part < parts; part += 1) {
    const bytes = await base64Of(file.slice(part * partBytes, (part + 1) * partBytes));
    if (stop.aborted) return { ok: false, trouble: 'stopped' };
    if (underWay.size >= UNDER_WAY) await Promise.race(underWay);
    const [failure] = failures;
    if (failure !== undefined) return { ok: false, trouble: failure };
    const sent = askDesk(client, 'sendImportPart', { import: id, part, bytes }).then((asked) => {
      underWay.delete(sent);
      if (!asked.ok) failures.push(asked.trouble);
      else onSent((taken += 1) / parts);
    });
    underWay.add(sent);
  }
  await Promise.all(underWay);
  const [failure] = failures;
  if (failure !== undefined) return { ok: false, trouble: failure };
  const ended = await askDesk(client, 'endImport', { import: id, parts });
  return ended.ok ? { ok: true, finished: { import: id, answer: ended.answer } } : ended;
};

const base64Of = async (part: Blob): Promise<string> =>
  btoa(String.fromCharCode(...new Uint8Array(await part.arrayBuffer())));
