/** How the bytes of a file are read. */
export type Encoding = 'utf-8' | 'gbk' | 'utf-16le' | 'utf-16be';

/** Bytes looked at to tell GBK from UTF-8, from the first that is not ASCII on. */
const SAMPLE = 64 * 1024;

/**
 * The text of a file, piece by piece. A byte order mark decides, and then the bytes of zero that UTF-16 has; else it is
 * UTF-8 where the first 64 KiB from the first character beyond ASCII on are UTF-8, and GBK, which spreadsheets in China
 * still write, where they are not. The few bytes that read well either way are UTF-8; `encoding` decides for those who
 * know better.
 *
 * @param file whose first piece is long enough to tell UTF-16 by
 */
export async function* textOf(file: AsyncIterable<Uint8Array>, encoding?: Encoding): AsyncGenerator<string> {
  let decoder = encoding === undefined ? undefined : decoderOf(encoding);
  let waiting: Uint8Array = new Uint8Array();
  let first = true;
  for await (const piece of file) {
    const wide = first ? utf16Of(piece) : undefined;
    first = false;
    if (wide !== undefined) decoder ??= decoderOf(wide);
    if (decoder !== undefined) {
      yield decoder.decode(piece, { stream: true });
      continue;
    }
    waiting = join(waiting, piece);
    const plain = plainLength(waiting);
    // ASCII reads the same either way.
    if (waiting.length - plain < SAMPLE && !startsWithMark(waiting)) {
      yield Buffer.from(waiting.subarray(0, plain)).toString('latin1');
      waiting = waiting.slice(plain);
      continue;
    }
    decoder = decoderOf(encodingOf(waiting, false));
    yield decoder.decode(waiting, { stream: true });
    waiting = new Uint8Array();
  }
  decoder ??= decoderOf(encodingOf(waiting, true));
  yield decoder.decode(waiting);
}

/**
 * Which UTF-16 a text begins in, by its mark, or by its digits and line ends: every second byte of those is zero.
 * Undefined where it is none.
 */
export const utf16Of = (head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined => {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const [even, odd] = [0, 1].map((from) => head.filter((byte, i) => byte === 0 && i % 2 === from).length) as [
    number,
    number,
  ];
  const few = head.length / 40;
  if (odd > few && even < odd / 20) return 'utf-16le';
  return even > few && odd < even / 20 ? 'utf-16be' : undefined;
};

/** GB 18030 has all of GBK, and the characters of names that GBK lacks. */
const decoderOf = (encoding: Encoding): TextDecoder => new TextDecoder(encoding === 'gbk' ? 'gb18030' : encoding);

const join = (a: Uint8Array, b: Uint8Array): Uint8Array => new Uint8Array(Buffer.concat([a, b]));

/** How many bytes stand before the first that is not ASCII. */
const plainLength = (bytes: Uint8Array): number => {
  const first = bytes.findIndex((byte) => byte > 0x7f);
  return first < 0 ? bytes.length : first;
};

const startsWithMark = (bytes: Uint8Array): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

const encodingOf = (bytes: Uint8Array, whole: boolean): Encoding => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole });
    return 'utf-8';
  } catch {
    return 'gbk';
  }
};
