import { expect, test } from 'vitest';
import { base32, hotp, makeTotpSecret, otpauthUri, stepAt, stepOfCode } from '../../server/identity/totp.ts';

/** The secret of both RFCs. */
const SECRET = Buffer.from('12345678901234567890');
const STEP = 30_000;

test('ACCT-3 codes by a counter are those of RFC 4226', () => {
  const codes = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'];
  expect(codes.map((_, step) => hotp(SECRET, step))).toEqual(codes);
});

test('ACCT-3 codes by time are those of RFC 6238, also beyond 32 bits', () => {
  const codes = {
    59: '94287082',
    1111111109: '07081804',
    1111111111: '14050471',
    1234567890: '89005924',
    2000000000: '69279037',
    20000000000: '65353130',
  };
  for (const [seconds, code] of Object.entries(codes))
    expect(hotp(SECRET, stepAt(Number(seconds) * 1_000), 8), seconds).toBe(code);
});

test('ACCT-3 a code serves within its step and one beside it, and none at or before the last one used', () => {
  const now = 1_800_000_000_000;
  const step = stepAt(now);
  for (const drift of [-1, 0, 1]) expect(stepOfCode(SECRET, hotp(SECRET, step + drift), now, -1)).toBe(step + drift);
  for (const drift of [-2, 2]) expect(stepOfCode(SECRET, hotp(SECRET, step + drift), now, -1)).toBeUndefined();
  const code = hotp(SECRET, step);
  expect(stepOfCode(SECRET, code, now, step - 1)).toBe(step);
  expect(stepOfCode(SECRET, code, now + STEP, step)).toBeUndefined();
  expect(stepOfCode(SECRET, hotp(SECRET, step - 1), now, step)).toBeUndefined();
});

test('ACCT-3 what is no code is none', () => {
  const now = 59_000;
  for (const text of ['', '28708', '2870820', 'abcdef', '２８７０８２', '287082 ', '\u0000', '💥'])
    expect(stepOfCode(SECRET, text, now, -1), text).toBeUndefined();
});

test('ACCT-3 an authenticator reads the secret as text and as an address', () => {
  expect(base32(SECRET)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  expect(['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => base32(Buffer.from(text)))).toEqual([
    '',
    'MY',
    'MZXQ',
    'MZXW6',
    'MZXW6YQ',
    'MZXW6YTB',
    'MZXW6YTBOI',
  ]);
  const uri = new URL(otpauthUri(SECRET, 'Xuanhao 冀B', 'anna'));
  expect([uri.protocol, uri.host]).toEqual(['otpauth:', 'totp']);
  expect(decodeURIComponent(uri.pathname)).toBe('/Xuanhao 冀B:anna');
  expect(Object.fromEntries(uri.searchParams)).toEqual({ secret: base32(SECRET), issuer: 'Xuanhao 冀B' });
  expect(makeTotpSecret()).toHaveLength(20);
  expect(makeTotpSecret()).not.toEqual(makeTotpSecret());
});
