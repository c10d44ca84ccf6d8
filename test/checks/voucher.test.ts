import jsQR from 'jsqr';
import { describe, expect, test } from 'vitest';
import { openVoucherSigner, verifyVoucher, voucherQr } from '../../server/checks/voucher.ts';

const seed = Buffer.alloc(32, 5);
const voucher = { plate: '冀B12A34', vin: '0XH**********0001', reservedAt: 1_795_399_200_000, lastDay: '2026-11-26' };

/** Replaces one part of a compact JWS: 0 header, 1 payload, 2 signature. */
const withPart = (signed: string, part: 0 | 1 | 2, text: string): string =>
  signed
    .split('.')
    .map((old, i) => (i === part ? text : old))
    .join('.');
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('DONE-2 a voucher', () => {
  test('is verified offline by the public key alone', async () => {
    const { sign, publicJwk } = await openVoucherSigner(seed);
    const overTheWire: unknown = JSON.parse(JSON.stringify(publicJwk));
    expect(overTheWire).toMatchObject({ kty: 'OKP', crv: 'Ed25519', use: 'sig' });
    expect(overTheWire).not.toHaveProperty('d');
    expect(await verifyVoucher(await sign(voucher), overTheWire as typeof publicJwk)).toEqual(voucher);
  });

  test('is signed alike by every node that has the secret', async () => {
    const [one, other] = [await openVoucherSigner(seed), await openVoucherSigner(Buffer.from(seed))];
    expect(other.publicJwk).toEqual(one.publicJwk);
    expect(await other.sign(voucher)).toBe(await one.sign(voucher));
  });

  test('says nothing once changed, under another key, or unsigned', async () => {
    const { sign, publicJwk } = await openVoucherSigner(seed);
    const stranger = await openVoucherSigner(Buffer.alloc(32, 6));
    const signed = await sign(voucher);
    const changed = withPart(signed, 1, encode({ ...voucher, lastDay: '2027-11-26' }));
    const unsigned = withPart(withPart(signed, 0, encode({ alg: 'none' })), 2, '');
    const byHmac = withPart(signed, 0, encode({ alg: 'HS256', kid: publicJwk.kid }));
    for (const forged of [changed, unsigned, byHmac, await stranger.sign(voucher), signed.slice(0, -2), '', 'a.b.c']) {
      expect(await verifyVoucher(forged, publicJwk)).toBeUndefined();
    }
    expect(await verifyVoucher(signed, stranger.publicJwk)).toBeUndefined();
  });

  test('of an earlier key is good while that is believed, and each key answers for its own vouchers alone', async () => {
    const [first, second] = [seed, Buffer.alloc(32, 6)];
    const before = await openVoucherSigner(first);
    const preparing = await openVoucherSigner(first, second);
    const changed = await openVoucherSigner(second, first);
    const after = await openVoucherSigner(second);
    const [old, fresh] = [await before.sign(voucher), await changed.sign(voucher)];
    // Nodes are restarted one by one: each knows the new key before any signs with it.
    for (const signer of [before, preparing, changed]) expect(await signer.verify(old)).toEqual(voucher);
    for (const signer of [preparing, changed, after]) expect(await signer.verify(fresh)).toEqual(voucher);
    expect(await after.verify(old)).toBeUndefined();
    expect(await before.verify(fresh)).toBeUndefined();
    expect(changed.publicJwks.map(({ kid }) => kid)).toEqual([after.publicJwk.kid, before.publicJwk.kid]);
    // The new key's name on what the old one signed.
    const renamed = withPart(old, 0, encode({ alg: 'EdDSA', kid: after.publicJwk.kid }));
    const nameless = withPart(old, 0, encode({ alg: 'EdDSA' }));
    for (const forged of [renamed, nameless, 'x', '', 'a.b.c']) expect(await changed.verify(forged)).toBeUndefined();
  });

  test('is read back from its QR code', async () => {
    const { sign, publicJwk } = await openVoucherSigner(seed);
    const svg = voucherQr(await sign(voucher));
    const { data, size } = paint(svg, 4);
    const read = jsQR.default(data, size, size)?.data;
    expect(await verifyVoucher(read ?? '', publicJwk)).toEqual(voucher);
  });
});

/** Paints the black squares of a QR code's SVG (`M x,y h1 v1 h-1 z` each) as RGBA, `scale` pixels a module. */
const paint = (svg: string, scale: number): { data: Uint8ClampedArray; size: number } => {
  const size = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]) * scale;
  const data = new Uint8ClampedArray(size * size * 4).fill(255);
  for (const [, x, y] of svg.matchAll(/M(\d+),(\d+)h1v1/g)) {
    for (let i = 0; i < scale * scale; i++) {
      const at = (Number(y) * scale + Math.floor(i / scale)) * size + Number(x) * scale + (i % scale);
      data.fill(0, at * 4, at * 4 + 3);
    }
  }
  return { data, size };
};
