import { expect, test } from 'vitest';
import { hashPassPhrase, isGoodPassPhrase, isPassPhrase, makePassPhrase } from '../../server/identity/pass-phrases.ts';

test('ACCT-3 a pass-phrase is kept as an argon2id hash with its own salt, of 19 MiB and 2 passes', async () => {
  const [one, two] = await Promise.all([hashPassPhrase('correct horse'), hashPassPhrase('correct horse')]);
  for (const kept of [one, two]) expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(two);
  expect(await isPassPhrase(one, 'correct horse')).toBe(true);
  expect(await isPassPhrase(one, 'correct horsf')).toBe(false);
  // Full-width letters, as a Chinese keyboard may write them, are the same letters.
  expect(await isPassPhrase(one, 'ｃorrect horse')).toBe(true);
});

test('ACCT-3 for nobody nothing is right', async () => {
  for (const text of ['', 'correct horse', makePassPhrase()]) expect(await isPassPhrase(undefined, text)).toBe(false);
});

test('ACCT-3 a pass-phrase that is made can be read from a message, will do, and is never made twice', () => {
  const made = Array.from({ length: 200 }, makePassPhrase);
  for (const passPhrase of made) {
    expect(passPhrase).toMatch(/^[a-z3-9]{5}-[a-z3-9]{5}-[a-z3-9]{5}$/);
    expect(passPhrase).not.toMatch(/[01lioz2s5b8]/);
  }
  expect(new Set(made).size).toBe(200);
  expect(made.filter((passPhrase) => !isGoodPassPhrase(passPhrase, ['u123456789', '13812345678']))).toEqual([]);
});

test.each([
  ['correct horse', true],
  ['十个以上的汉字也可以用作口令', true],
  ['123456789', false],
  ['1234567890', true],
  ['aaaaaaaaaaaaaaaa', false],
  ['abcdabcdabcdabcd', false],
  ['my zhangsan8 pass', false],
  ['MY ZHANGSAN8 PASS', false],
  ['13812345678 it is', false],
  ['x'.repeat(100) + 'correct', true],
  ['correct'.repeat(20), false],
])('ACCT-3 %j will do: %s', (passPhrase, good) => {
  expect(isGoodPassPhrase(passPhrase, ['zhangsan8', '13812345678', ''])).toBe(good);
});
