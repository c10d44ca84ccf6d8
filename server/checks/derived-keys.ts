import { hkdfSync } from 'node:crypto';

/** One key of 32 bytes for each use, so that a value made for one use is never valid for another. */
export type CheckKeys = {
  readonly keyboard: Buffer;
  readonly captcha: Buffer;
  readonly code: Buffer;
  /** Marks a service's own cookies: the same at each of its nodes, another for a neighbour on the same host. */
  readonly cookie: Buffer;
  /** For proofs of work outside captchas. */
  readonly work: Buffer;
  /** For the cookies that recognise a browser. */
  readonly device: Buffer;
  /** The seed of the voucher's Ed25519 key of a generation, counted from 1 (DONE-2). */
  readonly voucher: (generation: number) => Buffer;
};

/**
 * Derives the keys of all checks from the server's one secret. Nodes with the same secret have the same keys, so each
 * can read what another has made. Throws a RangeError for a secret shorter than 16 bytes.
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
