import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** The defaults of every authenticator application: RFC 6238 with HMAC-SHA1. */
const STEP_MS = 30_000;
const DIGITS = 6;
/** In bytes: the length of the HMAC's output (RFC 4226, section 4). */
const SECRET = 20;
/** Steps by which a clock may be fast or slow. */
const DRIFT = 1;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A secret for one account's authenticator. */
export const makeTotpSecret = (): Buffer => randomBytes(SECRET);

/** The code of one step (RFC 4226). */
export const hotp = (secret: Buffer, step: number, digits = DIGITS): string => {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, '0');
};

/** The step of an instant. */
export const stepAt = (ms: number): number => Math.floor(ms / STEP_MS);

/** The step of a code, among those around now and after the last used one; undefined if none fits. */
export const stepOfCode = (secret: Buffer, code: string, now: number, lastUsed: number): number | undefined => {
  const present = stepAt(now);
  const steps = Array.from({ length: 2 * DRIFT + 1 }, (_, i) => present - DRIFT + i);
  return steps.find((step) => step > lastUsed && isSame(hotp(secret, step), code));
};

/** A secret as it is typed into an authenticator (RFC 4648, without padding). */
export const base32 = (bytes: Buffer): string => {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => LETTERS[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
};

/** The text of the QR code that an authenticator reads. */
export const otpauthUri = (secret: Buffer, issuer: string, account: string): string =>
  `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(account)}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}`;

const isSame = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};
