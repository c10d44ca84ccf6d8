import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyId, LayoutId, SelectionId } from '../../protocol/ids.ts';
import type { KeyboardLayout, TypedKeys } from '../../protocol/keyboard.ts';
import { ALPHABET, BLANK, type Pattern } from '../../protocol/plate.ts';

/** How long a layout is valid: longer than anyone types one number, shorter than a stolen id is worth. */
export const LAYOUT_TTL_MS = 30 * 60_000;

/** A layout id's bytes: 9 random, 6 of time of issue (ms), 3 of round, then 15 of HMAC; 44 characters as base64url. */
const NONCE = 9;
const HEAD = NONCE + 6 + 3;
const MAC = 15;

/**
 * The time and round of a layout. The round is the number of verifications so far, so that the layout changes after
 * each (COMP-2).
 */
type Moment = { readonly round: number; readonly now: number };
type Whose = Moment & { readonly key: Buffer; readonly selection: SelectionId };

/**
 * Characters of a key's id: a byte in hex, and a `k`. V8 looks up every short text in JSON among all that exist, and
 * 256 stay in its cache; 262,144 ids were a twentieth of the cost of a key. Someone who types with another layout's
 * keys still meets an unknown one: with five different keys, in all but one of 24,000 cases.
 */
const KEY_ID = 3;

/**
 * An open keyboard. The server need not store it: any node with the key restores it from its id in about 25 µs. It
 * consists of two short texts, a tenth of the memory of its keys as objects, for each of ten thousand connections.
 */
export class Keyboard {
  readonly id: LayoutId;
  /** The ids of the keys, concatenated. */
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

  /** The layout as the applicant sees it. */
  get view(): KeyboardLayout {
    const keys = Array.from(this.#faces, (face, i) => {
      const id = this.#ids.slice(i * KEY_ID, (i + 1) * KEY_ID) as KeyId;
      return { id, face };
    });
    return { id: this.id, keys };
  }

  /** Whether it is still valid: issued in this round, and less than 30 minutes ago. */
  isGood({ round, now }: Moment): boolean {
    return round === this.#round && now - this.#issuedAt < LAYOUT_TTL_MS;
  }

  /**
   * Decodes the typed keys to a pattern; `keyUnknown` if a key is not of this layout, or the count differs from the
   * positions.
   */
  decode(typed: TypedKeys, positions: number): Pattern | 'keyUnknown' {
    if (typed.length !== positions) return 'keyUnknown';
    let text = '';
    for (const key of typed) {
      const face = key === null ? BLANK : this.#faceOf(key);
      if (face === '') return 'keyUnknown';
      text += face;
    }
    // Each face is a character of the alphabet, so this is a valid pattern; parsing it again would only cost time.
    return text as Pattern;
  }

  /** The face of a key; '' if no key has this id. */
  #faceOf(key: KeyId): string {
    if (key.length !== KEY_ID) return '';
    let at = this.#ids.indexOf(key);
    // A match across the border of two ids is invalid.
    while (at % KEY_ID > 0) at = this.#ids.indexOf(key, at + 1);
    return at < 0 ? '' : this.#faces.charAt(at / KEY_ID);
  }
}

/** Issues a keyboard with a new random layout, for one selection and one round. */
export const issueLayout = ({ key, selection, round, now }: Whose): Keyboard => {
  const head = randomBytes(HEAD);
  head.writeUIntBE(now, NONCE, 6);
  head.writeUIntBE(round, NONCE + 6, 3);
  const id = Buffer.concat([head, macOf(key, selection, head)]).toString('base64url') as LayoutId;
  return new Keyboard(id, keysOf(key, selection, head), round, now);
};

/**
 * Restores the keyboard of a layout id; undefined unless issued to this selection, in this round, in the last 30
 * minutes.
 */
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

/** Versions the form of the keys: a layout with keys of another form is unknown, instead of being misread. */
const ID = 'id, keys of a byte';

const macOf = (key: Buffer, selection: SelectionId, head: Buffer): Buffer =>
  hmac(key, ID, selection, head).subarray(0, MAC);

/**
 * The keys of a layout, from a stream of bytes that only the key's owner can compute: first a shuffle of the alphabet
 * (Fisher–Yates; 32 bits a step leave a bias below 1 in 10^8), then 8 random bits for each key's id.
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
  // Some two ids collide, and the stream has 218 to spare.
  for (; ids.size < faces.length; at += 1) ids.add(`${stream.toString('hex', at, at + 1)}k`);
  return { ids: [...ids].join(''), faces: faces.join('') };
};
