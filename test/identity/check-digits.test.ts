import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { creditCodeCheckCharacter, isValidCreditCode } from '../../server/identity/credit-code.ts';
import { idNumberCheckDigit, isValidIdNumber } from '../../server/identity/id-number.ts';
import { isValidMobile } from '../../server/identity/mobile.ts';
import { isValidVin, vinCheckDigit } from '../../server/identity/vin.ts';

const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));
const replaceAt = (text: string, at: number, character: string) => text.slice(0, at) + character + text.slice(at + 1);

describe('ACCT-4 identity numbers (GB 11643)', () => {
  test('the example of ISO 7064, MOD 11-2: 0794 has 0', () => {
    expect(idNumberCheckDigit('0794'.padStart(17, '0'))).toBe('0');
  });

  const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
  const idNumber = fc.tuple(digits(5), day, digits(3)).map(([region, birth, order]) => {
    const body = `1${region}${birth.toISOString().slice(0, 10).replaceAll('-', '')}${order}`;
    return body + idNumberCheckDigit(body);
  });

  test('any generated one is valid, and no longer so with one digit changed or two neighbours swapped', () => {
    fc.assert(
      fc.property(idNumber, fc.integer({ min: 0, max: 16 }), fc.constantFrom(...'0123456789'), (whole, at, digit) => {
        expect(isValidIdNumber(whole)).toBe(true);
        expect(isValidIdNumber(replaceAt(whole, at, digit))).toBe(digit === whole.charAt(at));
        const swapped = whole.slice(0, at) + whole.charAt(at + 1) + whole.charAt(at) + whole.slice(at + 2);
        expect(isValidIdNumber(swapped)).toBe(swapped === whole);
      }),
    );
  });

  test.each([
    ['00010101', '2026-11-29T00:00:00+08:00', false],
    ['18991231', '2026-11-29T00:00:00+08:00', false],
    ['19000101', '2026-11-29T00:00:00+08:00', true],
    ['20261129', '2026-11-29T00:00:00+08:00', true],
    ['20261129', '2026-11-28T23:59:59+08:00', false],
    ['20261130', '2026-11-29T23:59:59+08:00', false],
    ['20270101', '2026-11-29T00:00:00+08:00', false],
    ['20270101', '2027-01-01T00:00:00+08:00', true],
    ['99991231', '2026-11-29T00:00:00+08:00', false],
  ])('one with the birth %s at %s is valid: %s', (birth, at, valid) => {
    const body = `199999${birth}002`;
    expect(isValidIdNumber(body + idNumberCheckDigit(body), Date.parse(at))).toBe(valid);
  });

  test.each(['19490230', '19491301', '19490000', '20230229'])('%s is no day of birth', (birth) => {
    const body = `199999${birth}002`;
    expect(isValidIdNumber(body + idNumberCheckDigit(body))).toBe(false);
  });

  test('what is like one, but in another form, is none', () => {
    const body = '19999919900101005';
    const whole = body + idNumberCheckDigit(body);
    expect(whole).toBe('19999919900101005X');
    expect(isValidIdNumber(whole)).toBe(true);
    for (const text of [
      '',
      body,
      ` ${whole}`,
      `${whole}\n`,
      whole.toLowerCase(),
      `0${whole.slice(1)}`,
      `${body}1`,
      `${whole}X`,
    ]) {
      expect(isValidIdNumber(text)).toBe(false);
    }
  });
});

describe('ACCT-4 unified social credit codes (GB 32100)', () => {
  const character = '[0-9A-HJ-NPQRTUWXY]';
  const code = fc
    .tuple(
      fc.stringMatching(new RegExp(`^${character}{2}$`)),
      digits(6),
      fc.stringMatching(new RegExp(`^${character}{9}$`)),
    )
    .map((parts) => parts.join('') + creditCodeCheckCharacter(parts.join('')));

  test('computed by hand: seventeen zeros have 0; one in the first place has 30, which is Y; in the last 31 - 3^16 mod 31', () => {
    expect(creditCodeCheckCharacter('0'.repeat(17))).toBe('0');
    expect(creditCodeCheckCharacter(`1${'0'.repeat(16)}`)).toBe('Y');
    expect(3 ** 16 % 31).toBe(28);
    expect(creditCodeCheckCharacter(`${'0'.repeat(16)}1`)).toBe('3');
  });

  test('any generated one is valid, and no longer so with one digit changed', () => {
    fc.assert(
      fc.property(code, fc.integer({ min: 0, max: 16 }), fc.constantFrom(...'0123456789'), (whole, at, digit) => {
        expect(isValidCreditCode(whole)).toBe(true);
        expect(isValidCreditCode(replaceAt(whole, at, digit))).toBe(digit === whole.charAt(at));
      }),
    );
  });

  test.each(['', '0'.repeat(17), '0'.repeat(19), `I${'0'.repeat(17)}`, `00A${'0'.repeat(15)}`])('%j is none', (text) =>
    expect(isValidCreditCode(text)).toBe(false),
  );
});

describe('ACCT-4 vehicle identification numbers (ISO 3779, GB 16735)', () => {
  const half = fc.stringMatching(/^[0-9A-HJ-NPR-Z]{8}$/);

  test('seventeen ones have the check digit 1, as in the standard’s tables', () => {
    expect(vinCheckDigit('11111111111111111')).toBe('1');
    expect(isValidVin('11111111111111111')).toBe(true);
  });

  test('every letter has its value', () => {
    // In the first place a letter weighs 8, so 8 times its value modulo 11 is the check digit.
    const values = [...'ABCDEFGHJKLMNPRSTUVWXYZ'].map((letter) =>
      '0123456789X'.indexOf(vinCheckDigit(`${letter}0000000000000000`)),
    );
    const expected = [...'12345678123457923456789'].map((value) => (Number(value) * 8) % 11);
    expect(values).toEqual(expected);
  });

  test('any generated one is valid, and with another check digit not', () => {
    fc.assert(
      fc.property(half, half, fc.constantFrom(...'0123456789X'), (before, after, other) => {
        const check = vinCheckDigit(`${before}0${after}`);
        expect(isValidVin(before + check + after)).toBe(true);
        expect(isValidVin(before + other + after)).toBe(other === check);
      }),
    );
  });

  test.each([
    '',
    '1'.repeat(16),
    '1'.repeat(18),
    'I1111111111111111',
    'O1111111111111111',
    'Q1111111111111111',
    '1111111111111111１',
  ])('%j is none', (text) => expect(isValidVin(text)).toBe(false));
});

test.each([
  ['13000000000', true],
  ['19900000000', true],
  ['12000000000', false],
  ['10000000001', false],
  ['1300000000', false],
  ['130000000000', false],
  ['+8613000000000', false],
  ['', false],
])('ACCT-4 whether %s is a mobile: %s', (text, valid) => {
  expect(isValidMobile(text)).toBe(valid);
});
