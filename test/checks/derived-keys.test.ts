import { expect, test } from 'vitest';
import { deriveKeys } from '../../server/checks/derived-keys.ts';

test('one secret gives each check a key of its own, the same on every node', () => {
  const secret = Buffer.alloc(32, 7);
  const keys = deriveKeys(secret);
  const { voucher, ...others } = keys;
  const hex = [...Object.values(others), voucher(1), voucher(2)].map((key: Buffer) => key.toString('hex'));
  expect(new Set([secret.toString('hex'), ...hex]).size).toBe(hex.length + 1);
  expect(voucher(1)).toHaveLength(32);
  const { voucher: alike, ...same } = deriveKeys(Buffer.from(secret));
  expect(same).toEqual(others);
  expect(alike(2)).toEqual(voucher(2));
  expect(deriveKeys(Buffer.alloc(32, 8)).keyboard).not.toEqual(keys.keyboard);
});

test('a secret that is too short is a broken promise', () => {
  expect(() => deriveKeys(Buffer.from('short'))).toThrow(RangeError);
});
