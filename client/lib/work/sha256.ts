/** The first 32 bits of the fractional parts of the n-th roots (2 or 3) of the first primes, as SHA-256 is defined. */
const fractions = (count: number, root: 2 | 3): Uint32Array => {
  const found: number[] = [];
  for (let n = 2; found.length < count; n += 1) {
    let prime = true;
    for (let d = 2; d * d <= n; d += 1) if (n % d === 0) prime = false;
    if (prime) found.push(Math.floor(((root === 2 ? Math.sqrt(n) : Math.cbrt(n)) % 1) * 2 ** 32));
  }
  return Uint32Array.from(found);
};
const ROUND = fractions(64, 3);
const START = fractions(8, 2);

const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/**
 * SHA-256 of an ASCII text, in hex (FIPS 180-4). Written out because `crypto.subtle` is missing on plain HTTP, and
 * because its promise costs more than the hash of so short a text. Throws a RangeError for other characters.
 */
export const sha256 = (text: string): string => {
  const blocks = ((text.length + 8) >> 6) + 1;
  const words = new Uint32Array(blocks * 16);
  for (let i = 0; i < text.length; i += 1) {
    const byte = text.charCodeAt(i);
    if (byte > 0x7f) throw new RangeError('sha256 takes ASCII only');
    words[i >> 2] = (words[i >> 2] ?? 0) | (byte << (24 - (i & 3) * 8));
  }
  words[text.length >> 2] = (words[text.length >> 2] ?? 0) | (0x80 << (24 - (text.length & 3) * 8));
  words[words.length - 1] = text.length * 8;

  const state = Uint32Array.from(START);
  for (let block = 0; block < blocks; block += 1) digestBlock(state, words.subarray(block * 16, block * 16 + 16));
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
};

const schedule = new Uint32Array(64);

const digestBlock = (state: Uint32Array, block: Uint32Array): void => {
  const w = schedule;
  w.set(block);
  for (let t = 16; t < 64; t += 1) {
    const near = w[t - 2] ?? 0;
    const far = w[t - 15] ?? 0;
    const mixedNear = turn(near, 17) ^ turn(near, 19) ^ (near >>> 10);
    const mixedFar = turn(far, 7) ^ turn(far, 18) ^ (far >>> 3);
    w[t] = mixedNear + (w[t - 7] ?? 0) + mixedFar + (w[t - 16] ?? 0);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < 64; t += 1) {
    const chosen = (e & f) ^ (~e & g);
    const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + chosen + (ROUND[t] ?? 0) + (w[t] ?? 0)) | 0;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i] ?? 0) + word;
};
