import { createPrivateKey, createPublicKey } from 'node:crypto';
import { CompactSign, calculateJwkThumbprint, compactVerify, decodeProtectedHeader, type JWK } from 'jose';
import { renderSVG } from 'uqr';
import { z } from 'zod';
import { instant } from '../../protocol/ids.ts';
import { voucherReadings } from './voucher-readings.ts';

/** The content of a voucher. It is printed, so it names the vehicle by its masked VIN only (ACCT-4). */
const voucher = z.object({
  /** Prefix and serial, such as 冀B12A34. */
  plate: z.string(),
  vin: z.string(),
  reservedAt: instant,
  /** The last day to register, `YYYY-MM-DD` (DONE-1). */
  lastDay: z.iso.date(),
});
export type Voucher = z.infer<typeof voucher>;

export type VoucherSigner = {
  /** For desks, which verify new vouchers with it offline. */
  readonly publicJwk: JWK;
  /** The same, and the keys of earlier vouchers that are still valid; a voucher names its own by `kid`. */
  readonly publicJwks: readonly JWK[];
  /** Signs a voucher as a compact JWS (EdDSA) of some 300 characters; the same voucher always gives the same text. */
  readonly sign: (facts: Voucher) => Promise<string>;
  /** Reads a voucher signed with any of the keys, as a scanner typed it; undefined if invalid. */
  readonly verify: (scanned: string) => Promise<Voucher | undefined>;
};

/**
 * The most vouchers cached: signing one and drawing its code cost 3.5 ms together, and people look again and again. A
 * code has some 40 KB.
 */
const SIGNED_KEPT = 5_000;
const CODES_KEPT = 300;

/** Caches a function's results for the last `most` texts. */
const kept = <T>(most: number, workOut: (text: string) => T): ((text: string) => T) => {
  const found = new Map<string, T>();
  return (text) => {
    const known = found.get(text) ?? workOut(text);
    found.delete(text);
    found.set(text, known);
    const [oldest] = found.keys();
    if (found.size > most && oldest !== undefined) found.delete(oldest);
    return known;
  };
};

/** The bytes before a seed of 32 bytes in the PKCS #8 form of an Ed25519 key (RFC 8410). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Derives an Ed25519 key from a seed of 32 bytes, and its public half with its id. */
const growKey = async (seed: Buffer) => {
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });
  const { kty, crv, x } = createPublicKey(privateKey).export({ format: 'jwk' });
  const bare = { kty, crv, x } as JWK;
  const kid = await calculateJwkThumbprint(bare);
  const publicJwk: JWK = { ...bare, kid, alg: 'EdDSA', use: 'sig' };
  return { privateKey, kid, publicJwk };
};

/**
 * Makes the signer with keys derived from seeds of 32 bytes: nodes with the same seeds sign alike.
 *
 * @param seed of the signing key
 * @param others of keys whose vouchers are still valid: earlier ones, or one with which other nodes already sign
 */
export const openVoucherSigner = async (seed: Buffer, ...others: readonly Buffer[]): Promise<VoucherSigner> => {
  const { privateKey, kid, publicJwk } = await growKey(seed);
  const publicJwks = [publicJwk, ...(await Promise.all(others.map(growKey))).map((other) => other.publicJwk)];
  const signOnce = kept(SIGNED_KEPT, (text) =>
    new CompactSign(Buffer.from(text)).setProtectedHeader({ alg: 'EdDSA', kid }).sign(privateKey),
  );
  return {
    publicJwk,
    publicJwks,
    verify: async (scanned) => {
      for (const signed of voucherReadings(scanned)) {
        const own = publicJwks.find((each) => each.kid === kidOf(signed));
        const verified = own === undefined ? undefined : await verifyVoucher(signed, own);
        if (verified !== undefined) return verified;
      }
      return undefined;
    },
    sign: ({ plate, vin, reservedAt, lastDay }) => signOnce(JSON.stringify({ plate, vin, reservedAt, lastDay })),
  };
};

/** The key id that a voucher names; it only counts if that key verifies the signature. */
const kidOf = (signed: string): string | undefined => {
  try {
    return decodeProtectedHeader(signed).kid;
  } catch {
    return undefined;
  }
};

/** Verifies a voucher offline (DONE-2); undefined if this key did not sign it. */
export const verifyVoucher = async (signed: string, publicJwk: JWK): Promise<Voucher | undefined> => {
  try {
    const { payload } = await compactVerify(signed, publicJwk, { algorithms: ['EdDSA'] });
    return voucher.safeParse(JSON.parse(Buffer.from(payload).toString())).data;
  } catch {
    return undefined;
  }
};

/** The QR code of a signed voucher as an SVG document; readable from paper with up to 15 % of it damaged. */
export const voucherQr = kept(CODES_KEPT, (signed) => renderSVG(signed, { ecc: 'M', border: 4, pixelSize: 1 }));
