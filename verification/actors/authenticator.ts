import { hotp, stepAt } from '../../server/identity/totp.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The bytes of a secret as the desk's page shows it. */
const bytesOf = (secret: string): Buffer => {
  const bits = [...secret].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};

/** Somebody's phone. */
export class Authenticator {
  readonly #secret: Buffer;
  #last = -1;

  constructor(secret: string) {
    this.#secret = bytesOf(secret.replaceAll(' ', ''));
  }

  /** The secret as it is before it is sealed. */
  get hex(): string {
    return this.#secret.toString('hex');
  }

  /** The code of the present step, or of one so many steps beside it. */
  code(beside = 0, now = Date.now()): string {
    return hotp(this.#secret, stepAt(now) + beside);
  }

  /** A code that has not served yet: the present one, then the one after it. A third one within a minute comes too early. */
  next(): string {
    this.#last = Math.max(this.#last + 1, stepAt(Date.now()));
    return hotp(this.#secret, this.#last);
  }

  /** A code of no step within some minutes. */
  wrongCode(): string {
    const near = new Set(Array.from({ length: 21 }, (_, i) => this.code(i - 10)));
    const wrong = Array.from({ length: 22 }, (_, i) => `${100_000 + i}`).find((code) => !near.has(code));
    return wrong ?? '';
  }
}
