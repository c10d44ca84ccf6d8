import { expect, test } from 'vitest';
import { deriveKeys } from '../../server/checks/keys.ts';

test('one secret gives each check a key of its own, the same on every node', () => {
  const secret = Buffer.alloc(32, 7);
  const keys = deriveKeys(secret);
  const hex = Object.values(keys).map((key: Buffer) => key.toString('hex'));
  expect(new Set([secret.toString('hex'), ...hex]).size).toBe(hex.length + 1);
  expect(keys.voucher).toHaveLength(32);
  expect(deriveKeys(Buffer.from(secret))).toEqual(keys);
  expect(deriveKeys(Buffer.alloc(32, 8)).keyboard).not.toEqual(keys.keyboard);
});

test('a secret that is too short is a broken promise', () => {
  expect(() => deriveKeys(Buffer.from('short'))).toThrow(RangeError);
});
