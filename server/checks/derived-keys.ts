import { hkdfSync } from 'node:crypto';

/** One key for each use, so that what is made for one can never serve for another. 32 bytes each. */
export type CheckKeys = {
  readonly keyboard: Buffer;
  readonly captcha: Buffer;
  readonly code: Buffer;
  /** By which a service knows its own cookies: the same at each of its nodes, another at a neighbour on the same host. */
  readonly cookie: Buffer;
  /** Of proofs of work that are not captchas'. */
  readonly work: Buffer;
  /** Of the cookies by which a browser is known again. */
  readonly device: Buffer;
  /** The seed of the voucher's Ed25519 key of a generation, counted from 1 (DONE-2). */
  readonly voucher: (generation: number) => Buffer;
};

/**
 * Derives the keys of all checks from the server's one secret. Every node that has the same secret has the same keys,
 * so any of them can read what another has made. Throws a RangeError for a secret shorter than 16 bytes.
 */
export const deriveKeys = (secret: Buffer): CheckKeys => {
  if (secret.length < 16) throw new RangeError('the secret key must have at least 16 bytes');
  const derive = (label: string, generation = 1): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, '', `xuanhao/${label}/${generation}`, 32));
  return {
    keyboard: derive('keyboard'),
    captcha: derive('captcha'),
    code: derive('code'),
    work: derive('work'),
    device: derive('device'),
    voucher: (generation) => derive('voucher', generation),
    cookie: derive('cookie'),
  };
};
