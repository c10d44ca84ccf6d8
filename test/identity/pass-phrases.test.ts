import { expect, test } from 'vitest';
import {
  hashPassPhrase,
  isPassPhrase,
  makePassPhrase,
  wrongWithPassPhrase,
} from '../../server/identity/pass-phrases.ts';

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
  expect(made.filter((passPhrase) => wrongWithPassPhrase(passPhrase, ['u123456789', '13812345678']) !== null)).toEqual(
    [],
  );
});

const KNOWN = ['zhang-san8', '13812345678', ''];

test.each([
  ['correct horse', null],
  ['十个以上的汉字也可以用作口令', null],
  ['xuanhao correct horse', null],
  ['19 tulips in a row', null],
  ['123456789', 'passPhraseWeak'],
  ['aaaaaaaaaaaaaaaa', 'passPhraseWeak'],
  ['abcdabcdabcdabcd', 'passPhraseWeak'],
  ['my zhang-san8 pass', 'passPhraseWeak'],
  ['MY ZHANGSAN8 PASS', 'passPhraseWeak'],
  ['my ｚｈａｎｇ－ｓａｎ８ pass', 'passPhraseWeak'],
  ['138-1234-5678 it is', 'passPhraseWeak'],
  [`${'x'.repeat(100)}correct`, null],
  ['correct'.repeat(20), 'passPhraseWeak'],
])('ACCT-3 %j is refused as: %s', (passPhrase, wrong) => {
  expect(wrongWithPassPhrase(passPhrase, KNOWN)).toBe(wrong);
});

test.each([
  ['listed as it is', '1234567890'],
  ['listed, in capitals', 'QWERTYUIOP'],
  ['listed, in full width', 'ｑｗｅｒｔｙｕｉｏｐ'],
  ['listed, with a year after it', 'password2026'],
  ['listed, with signs around it', '!!password!!##'],
  ['listed, with signs for letters', 'p@$$w0rd2026'],
  ['listed, with a letter after it', '123456789a'],
  ['listed, with spaces between', 'p a s s w o r d 1'],
  ['listed, backwards', 'drowssap1234'],
  ['listed, twice', 'passwordpassword'],
  ['five characters, over and over', 'xk7q9xk7q9xk7q9'],
  ['five characters, over and over, with a space', 'xk7q9 xk7q9'],
  ['a run of the alphabet', 'efghijklmnop'],
  ['a run of the digits, past nine', '5678901234567'],
  ['a run backwards', 'zyxwvutsrqpo'],
  ['the service’s name and a year', 'xuanhao2026'],
  ['the service’s name in Chinese', '选号选号20261201'],
])('ACCT-3 a pass-phrase that many would choose is refused: %s', (_, passPhrase) => {
  expect(wrongWithPassPhrase(passPhrase, KNOWN)).toBe('passPhraseCommon');
});
