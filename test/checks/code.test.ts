import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { holdToken } from '../../protocol/ids.ts';
import { digestOf, makeCode } from '../../server/checks/sms/code.ts';

const bound = { key: randomBytes(32), token: holdToken.parse('a'.repeat(22)), purpose: 'reservation' } as const;

test('SMS-2 a code has six digits, leading zeros kept, and is another one each time', () => {
  const codes = Array.from({ length: 300 }, () => makeCode(bound).code);
  for (const code of codes) expect(code).toMatch(/^\d{6}$/);
  expect(new Set(codes).size).toBeGreaterThan(290);
  expect(codes.some((code) => code.startsWith('0'))).toBe(true);
});

test('SMS-2 the digest is that of its code, and does not contain it', () => {
  const { code, digest } = makeCode(bound);
  expect(digestOf({ ...bound, code })).toBe(digest);
  expect(digest).not.toContain(code);
});

test('SMS-2 a code works for no other hold, no other stage, under no other key, and no other code does', () => {
  const { code, digest } = makeCode(bound);
  const others = [
    { ...bound, code, token: holdToken.parse('b'.repeat(22)) },
    { ...bound, code, purpose: 'details' as const },
    { ...bound, code, key: randomBytes(32) },
    { ...bound, code: code === '000000' ? '000001' : '000000' },
  ];
  for (const other of others) expect(digestOf(other)).not.toBe(digest);
});
