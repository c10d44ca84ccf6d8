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

/** Keys by their rows, plain and with shift, as each layout names them; of Latin letters and what a JWS needs. */
const KEYS = {
  us: [
    '1234567890-',
    '!@#$%^&*()_',
    'qwertyuiop',
    'asdfghjkl;',
    'ASDFGHJKL:',
    'QWERTYUIOP',
    'zxcvbnm,./',
    'ZXCVBNM<>?',
  ],
  de: [
    '1234567890ß',
    '!"§$%&/()=?',
    'qwertzuiop',
    'asdfghjklö',
    'ASDFGHJKLÖ',
    'QWERTZUIOP',
    'yxcvbnm,.-',
    'YXCVBNM;:_',
  ],
  fr: [
    '&é"\'(-è_çà)',
    '1234567890°',
    'azertyuiop',
    'qsdfghjklm',
    'QSDFGHJKLM',
    'AZERTYUIOP',
    'wxcvbn,;:!',
    'WXCVBN?./§',
  ],
};
type Layout = keyof typeof KEYS;
/** What a computer that believes in one layout shows of what a scanner types by another. */
const typedBy = (text: string, scanner: Layout, computer: Layout): string => {
  const [from, to] = [KEYS[scanner].join(''), KEYS[computer].join('')];
  return [...text].map((sign) => to.charAt(from.indexOf(sign))).join('');
};
const swapped = (text: string): string =>
  [...text].map((sign) => (sign === sign.toLowerCase() ? sign.toUpperCase() : sign.toLowerCase())).join('');
const wide = (text: string): string =>
  text.replaceAll(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));

describe('DONE-2 a voucher', () => {
  test.each<readonly [string, (signed: string) => string]>([
    ['as it is', (signed) => signed],
    ['with Caps Lock on', swapped],
    ['in full width', wide],
    ['in full width with Caps Lock on', (signed) => wide(swapped(signed))],
    ['over several lines', (signed) => `${signed.replaceAll(/.{60}/g, '$&\r\n')}\n`],
    ['with signs that show nothing', (signed) => `\uFEFF\u202D${[...signed].join('\u200B')}\u202C`],
    ['while a Chinese input method is on', (signed) => signed.replaceAll('.', '。').replaceAll('_', '——')],
    ['by a German computer', (signed) => typedBy(signed, 'us', 'de')],
    ['by a German scanner', (signed) => typedBy(signed, 'de', 'us')],
    ['by a French computer', (signed) => typedBy(signed, 'us', 'fr')],
    ['by a French scanner', (signed) => typedBy(signed, 'fr', 'us')],
  ])('is read %s', async (_, typed) => {
    const { sign, verify } = await openVoucherSigner(seed);
    for (let day = 10; day < 30; day += 1) {
      const facts = { ...voucher, reservedAt: voucher.reservedAt + day * 7_919, lastDay: `2026-11-${day}` };
      const text = typed(await sign(facts));
      expect(await verify(text), text).toEqual(facts);
    }
  });

  test('is not read where letters have lost their case, or a sign is another', async () => {
    const { sign, verify } = await openVoucherSigner(seed);
    const signed = await sign(voucher);
    for (const text of [
      signed.toUpperCase(),
      signed.toLowerCase(),
      signed.replace('e', 'f'),
      `${signed}.x`,
      signed.slice(5),
    ])
      expect(await verify(text)).toBeUndefined();
  });

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

test('DONE-2 P10 a voucher is signed once, however often it is asked for, and each for itself', async () => {
  const signer = await openVoucherSigner(seed);
  const first = signer.sign(voucher);
  expect(signer.sign({ ...voucher })).toBe(first);
  expect(await signer.sign({ ...voucher, lastDay: '2026-11-27' })).not.toBe(await first);
  for (let i = 0; i < 5_000; i += 1) void signer.sign({ ...voucher, reservedAt: i });
  const again = signer.sign(voucher);
  expect(again).not.toBe(first);
  expect(await again).toBe(await first);
});
