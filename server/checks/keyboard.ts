import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyId, LayoutId, SelectionId } from '../../protocol/ids.ts';
import type { KeyboardLayout, TypedKeys } from '../../protocol/keyboard.ts';
import { ALPHABET, BLANK, type Pattern } from '../../protocol/plate.ts';

/** A layout older than this is not read; in ms. Longer than anyone types one number, shorter than a stolen id is worth. */
export const LAYOUT_TTL_MS = 30 * 60_000;

/** A layout id's bytes: 9 of chance, 6 of time of issue (ms), 3 of round, then 15 of HMAC; 44 characters as base64url. */
const NONCE = 9;
const HEAD = NONCE + 6 + 3;
const MAC = 15;

/** Whose layout, in which round: the number of verifications so far, so that a layout changes after each (COMP-2). */
type Moment = { readonly round: number; readonly now: number };
type Whose = Moment & { readonly key: Buffer; readonly selection: SelectionId };

/**
 * Characters of a key's id: a byte in hex, and a `k`. V8 looks for every short text that it reads in JSON among all that
 * there are, and 256 stay at hand; 262,144 ids were a twentieth of the cost of a key. Who types by the keys of another
 * layout still meets an unknown one, with five different keys all but once in 24,000.
 */
const KEY_ID = 3;

/**
 * An open keyboard. The server keeps nothing of it: any node that has the key reads it again from its id, in about
 * 25 µs, so it may be kept beside a socket, or not. It is two short texts, a tenth of what its keys as objects take, for
 * each of ten thousand connections that have one.
 */
export class Keyboard {
  readonly id: LayoutId;
  /** The ids of the keys, one behind the other. */
  readonly #ids: string;
  readonly #faces: string;
  readonly #round: number;
  readonly #issuedAt: number;

  constructor(id: LayoutId, keys: { readonly ids: string; readonly faces: string }, round: number, issuedAt: number) {
    this.id = id;
    this.#ids = keys.ids;
    this.#faces = keys.faces;
    this.#round = round;
    this.#issuedAt = issuedAt;
  }

  /** What the applicant is shown. */
  get view(): KeyboardLayout {
    const keys = Array.from(this.#faces, (face, i) => {
      const id = this.#ids.slice(i * KEY_ID, (i + 1) * KEY_ID) as KeyId;
      return { id, face };
    });
    return { id: this.id, keys };
  }

  /** Whether it may still be typed on: made in this round, and less than 30 minutes ago. */
  isGood({ round, now }: Moment): boolean {
    return round === this.#round && now - this.#issuedAt < LAYOUT_TTL_MS;
  }

  /** The pattern of what was typed; `keyUnknown` if a key is not of this layout, or not one is given per position. */
  decode(typed: TypedKeys, positions: number): Pattern | 'keyUnknown' {
    if (typed.length !== positions) return 'keyUnknown';
    let text = '';
    for (const key of typed) {
      const face = key === null ? BLANK : this.#faceOf(key);
      if (face === '') return 'keyUnknown';
      text += face;
    }
    // Each face is a character of the alphabet, so this has the form of a pattern; parsing again would only cost time.
    return text as Pattern;
  }

  /** '' where no key has this id. */
  #faceOf(key: KeyId): string {
    if (key.length !== KEY_ID) return '';
    let at = this.#ids.indexOf(key);
    // What is found across the border of two ids is none.
    while (at % KEY_ID > 0) at = this.#ids.indexOf(key, at + 1);
    return at < 0 ? '' : this.#faces.charAt(at / KEY_ID);
  }
}

/** Makes a keyboard with a new random layout, for one selection and one round. */
export const issueLayout = ({ key, selection, round, now }: Whose): Keyboard => {
  const head = randomBytes(HEAD);
  head.writeUIntBE(now, NONCE, 6);
  head.writeUIntBE(round, NONCE + 6, 3);
  const id = Buffer.concat([head, macOf(key, selection, head)]).toString('base64url') as LayoutId;
  return new Keyboard(id, keysOf(key, selection, head), round, now);
};

/** The keyboard of a layout id; undefined if it was not issued to this selection, in this round, in the last 30 minutes. */
export const readLayout = ({
  key,
  selection,
  round,
  now,
  layout,
}: Whose & { readonly layout: LayoutId }): Keyboard | undefined => {
  const bytes = Buffer.from(layout, 'base64url');
  if (bytes.length !== HEAD + MAC || bytes.toString('base64url') !== layout) return undefined;
  const head = bytes.subarray(0, HEAD);
  if (!timingSafeEqual(bytes.subarray(HEAD), macOf(key, selection, head))) return undefined;
  const keyboard = new Keyboard(
    layout,
    keysOf(key, selection, head),
    head.readUIntBE(NONCE + 6, 3),
    head.readUIntBE(NONCE, 6),
  );
  return keyboard.isGood({ round, now }) ? keyboard : undefined;
};

const hmac = (key: Buffer, use: typeof ID | 'keys', selection: SelectionId, head: Buffer): Buffer =>
  createHmac('sha256', key).update(use).update(head).update(selection).digest();

/** Names the form of the keys, so that a layout whose keys had another is unknown, and not read as something else. */
const ID = 'id, keys of a byte';

const macOf = (key: Buffer, selection: SelectionId, head: Buffer): Buffer =>
  hmac(key, ID, selection, head).subarray(0, MAC);

/**
 * The keys of a layout, drawn from a stream of bytes that only the key's owner can compute: first a shuffle of the
 * alphabet (Fisher–Yates; 32 bits a step leave a bias below 1 in 10^8), then 8 random bits for each key's id.
 */
const keysOf = (key: Buffer, selection: SelectionId, head: Buffer): { ids: string; faces: string } => {
  const stream = createHash('shake256', { outputLength: 384 })
    .update(hmac(key, 'keys', selection, head))
    .digest();
  let at = 0;
  const faces = [...ALPHABET];
  for (let last = faces.length - 1; last > 0; last--, at += 4) {
    const other = stream.readUInt32BE(at) % (last + 1);
    [faces[last], faces[other]] = [faces[other] ?? '', faces[last] ?? ''];
  }
  const ids = new Set<string>();
  // Some two of them are alike, and the stream has 218 to spare.
  for (; ids.size < faces.length; at += 1) ids.add(`${stream.toString('hex', at, at + 1)}k`);
  return { ids: [...ids].join(''), faces: faces.join('') };
};
