/** The encoding of a file's text. */
export type Encoding = 'utf-8' | 'gbk' | 'utf-16le' | 'utf-16be';

/** Bytes examined to tell GBK from UTF-8, beginning at the first that is not ASCII. */
const SAMPLE = 64 * 1024;

/**
 * Decodes a file piece by piece. A byte order mark or the zero bytes of UTF-16 tell the encoding. Otherwise the 64 KiB
 * after the first byte beyond ASCII decide: UTF-8 if they are valid UTF-8, else GBK, which spreadsheets in China still
 * write. Bytes that are valid in both count as UTF-8, unless `encoding` is given.
 *
 * @param file its first piece is long enough to recognise UTF-16
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
    // ASCII is the same in both encodings.
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
 * The byte order of a text in UTF-16, by its mark, or by its digits and line ends, in which every second byte is zero.
 * Undefined if it is not UTF-16.
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

/** GB 18030 contains GBK, and characters of names that GBK lacks. */
const decoderOf = (encoding: Encoding): TextDecoder => new TextDecoder(encoding === 'gbk' ? 'gb18030' : encoding);

const join = (a: Uint8Array, b: Uint8Array): Uint8Array => new Uint8Array(Buffer.concat([a, b]));

/** The number of bytes before the first that is not ASCII. */
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
