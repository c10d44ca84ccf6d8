/** How the bytes of a file are read. */
export type Encoding = 'utf-8' | 'gbk' | 'utf-16le';

/** Bytes looked at to tell GBK from UTF-8, from the first that is not ASCII on. */
const SAMPLE = 64 * 1024;

/**
 * The text of a file, piece by piece. A byte order mark decides; without one, UTF-8 where the first 64 KiB from the
 * first character beyond ASCII on are UTF-8, and else GBK, which spreadsheets in China still write. The few bytes that
 * read well either way are UTF-8; `encoding` decides for those who know better.
 */
export async function* textOf(file: AsyncIterable<Uint8Array>, encoding?: Encoding): AsyncGenerator<string> {
  let decoder = encoding === undefined ? undefined : new TextDecoder(encoding);
  let waiting = new Uint8Array();
  for await (const piece of file) {
    if (decoder !== undefined) {
      yield decoder.decode(piece, { stream: true });
      continue;
    }
    waiting = join(waiting, piece);
    const plain = plainLength(waiting);
    // ASCII reads the same either way; the last three bytes wait, in case a mark has only begun.
    if (waiting.length - plain < SAMPLE && !startsWithMark(waiting)) {
      const sure = Math.max(0, plain - 3);
      yield Buffer.from(waiting.subarray(0, sure)).toString('latin1');
      waiting = waiting.slice(sure);
      continue;
    }
    decoder = new TextDecoder(encodingOf(waiting, false));
    yield decoder.decode(waiting, { stream: true });
    waiting = new Uint8Array();
  }
  decoder ??= new TextDecoder(encodingOf(waiting, true));
  yield decoder.decode(waiting);
}

const join = (a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.concat([a, b]));

/** How many bytes stand before the first that is not ASCII. */
const plainLength = (bytes: Uint8Array): number => {
  const first = bytes.findIndex((byte) => byte > 0x7f);
  return first < 0 ? bytes.length : first;
};

const startsWithMark = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf);

const encodingOf = (bytes: Uint8Array, whole: boolean): Encoding => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole });
    return 'utf-8';
  } catch {
    return 'gbk';
  }
};
