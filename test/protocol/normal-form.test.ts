import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { captchaAnswer } from '../../protocol/captcha.ts';
import { smsCode } from '../../protocol/http/code-state.ts';
import {
  characterSetOf,
  codeOf,
  mobileOf,
  nameKeyOf,
  nameOf,
  plainText,
  plateOf,
  userNameOf,
  widthFolded,
} from '../../protocol/normal-form.ts';
import { creditCodeOf, idNumberOf, mobileOf as mobileOfNumber, vinOf } from '../../verification/actors/citizens.ts';

/** Signs that show nothing on a screen, and come along when something is copied or exported. */
const HIDDEN = [
  0x00ad, 0x034f, 0x061c, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e,
  0x2060, 0x2061, 0x2064, 0x2066, 0x2067, 0x2068, 0x2069, 0x206f, 0x3164, 0xfe00, 0xfe0e, 0xfe0f, 0xfeff, 0xfff9,
  0xe0100, 0xe01ef, 0xe0001, 0xe007f,
].map((point) => String.fromCodePoint(point));
const BLANKS = [
  ' ',
  '\t',
  '\n',
  '\r\n',
  '\u00A0',
  '\u1680',
  '\u2003',
  '\u2009',
  '\u202F',
  '\u205F',
  '\u2800',
  '\u3000',
];
const DOTS = [
  0x00b7, 0x2022, 0x30fb, 0x2027, 0x2219, 0x22c5, 0xff0e, 0x0387, 0xff65, 0x2e31, 0xa78f, 0x002e, 0x3002, 0xff61,
  0xfe52, 0x02d9, 0x25cf, 0x2218, 0x25e6, 0x318d, 0x119e, 0x16eb,
].map((point) => String.fromCodePoint(point));
const DASHES = [0x2d, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xfe58, 0xfe63, 0xff0d, 0x30fc].map(
  (point) => String.fromCodePoint(point),
);
const wide = (text: string): string =>
  text.replaceAll(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));

describe('ACCT-4 whatever an input method or a spreadsheet adds, a text is found as the same', () => {
  const kinds: readonly (readonly [string, (text: string) => string, string])[] = [
    ['a name', nameOf, '买买提·吐尔逊'],
    ['an identity number', codeOf, idNumberOf(5)],
    ['a credit code', codeOf, creditCodeOf(5)],
    ['a VIN', codeOf, vinOf(5)],
    ['a mobile', mobileOf, mobileOfNumber(5)],
    ['a plate', plateOf, '冀B12AC4'],
    ['a user name', userNameOf, 'zhang_san-1'],
    ['an address', plainText, '唐山市路南区 1 号'],
  ];
  test.each(kinds)('%s is its own normal form, so what is kept already is found again', (_, normal, kept) => {
    expect(normal(kept)).toBe(kept);
  });
  test.each(kinds)('%s with signs that show nothing', (_, normal, kept) => {
    for (const sign of HIDDEN)
      for (const text of [sign + kept, kept + sign, [...kept].join(sign), `\u202D${kept}\u202C`])
        expect(normal(text), sign.codePointAt(0)?.toString(16)).toBe(kept);
  });
  test.each(kinds)('%s in full width, with blanks at its ends, or a spreadsheet’s apostrophe', (_, normal, kept) => {
    for (const text of [wide(kept), `'${kept}`, `’${kept}`, ` '${kept} `, `\uFEFF'${kept}`, wide(`'${kept}`)])
      expect(normal(text)).toBe(kept);
    for (const blank of BLANKS) expect(normal(blank + kept + blank), JSON.stringify(blank)).toBe(kept);
  });
  test('numbers and codes with blanks and dashes in them', () => {
    for (const sign of [...BLANKS, ...DASHES])
      for (const [, normal, kept] of kinds.slice(1, 6)) expect(normal([...kept].join(sign)), sign).toBe(kept);
  });
  test.each(DOTS.map((dot) => [dot.codePointAt(0)?.toString(16), dot]))(
    'a name and a plate with the dot U+%s',
    (_, dot) => {
      expect(nameOf(`买买提${dot}吐尔逊`)).toBe('买买提·吐尔逊');
      expect(nameOf(`买买提 ${dot} 吐尔逊`)).toBe('买买提·吐尔逊');
      expect(nameKeyOf(`买买提${dot}吐尔逊`)).toBe(nameKeyOf('买买提·吐尔逊'));
      expect(plateOf(`冀b${dot}12ac4`)).toBe('冀B12AC4');
    },
  );
  test('a full stop stays in a name that is not Chinese', () => {
    expect(nameOf('Dr. J. Smith')).toBe('Dr. J. Smith');
    expect(nameOf('唐山 A.B. 公司')).toBe('唐山 A.B. 公司');
  });
  test.each([
    '+86 199 0000 0005',
    '+86-19900000005',
    '008619900000005',
    '86-199-0000-0005',
    '(+86)19900000005',
    '019900000005',
    wide('86 19900000005'),
  ])('a mobile with its country’s code: %s', (text) => expect(mobileOf(text)).toBe(mobileOfNumber(5)));
  test.each(['+8519900000005', '86199000000051', '+1 9900000005', '0086'])(
    '%s is not taken for another’s mobile',
    (text) => {
      expect(mobileOf(text)).not.toMatch(/^1\d{10}$/);
    },
  );
  test('an operator’s set of characters', () => {
    for (const dash of DASHES) expect(characterSetOf(`０${dash}9， ab`), dash).toBe('0-9AB');
  });
  test('a pass-phrase keeps every sign, because its hash has to stay the same', () => {
    expect(widthFolded(' ｇreen\u200B kettle ')).toBe(' green\u200B kettle ');
  });
});

test('no other file folds the width of signs', () => {
  const root = join(import.meta.dirname, '../..');
  const folding = ['protocol', 'server', 'client'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name}`)
      .filter((name) => /\.tsx?$/.test(name) && readFileSync(join(root, name), 'utf8').includes('.normalize(')),
  );
  // The field of a code takes digits alone, and is among the scripts that load first.
  expect(folding).toEqual(['protocol/normal-form.ts', 'client/pages/code/code-field.tsx']);
});

test.each(['１２３４５６', ' 123 456 ', '123-456', '\u202D123456\u202C', '１２３　４５６', '123\u200B456'])(
  'SMS-2 an SMS code is taken as %j',
  (text) => expect(smsCode.parse(text)).toBe('123456'),
);
test.each(['12345', '1234567', '12345a', '', 'x'.repeat(65)])('SMS-2 %j is no SMS code', (text) => {
  expect(smsCode.safeParse(text).success).toBe(false);
});
test('COMP-5 the text of a captcha may be written with blanks and signs that show nothing', () => {
  const answer = { kind: 'text', id: 'a'.repeat(22), text: 'Ａ \u200BＢ Ｃ Ｄ' };
  expect(captchaAnswer.safeParse(answer).success).toBe(true);
});
