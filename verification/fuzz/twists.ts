import { Verbatim } from './verbatim.ts';

/** Makes a text that looks valid to a person, or nearly, and is another. `at`: the changed place, counted from 0. */
type Twist = (text: string, at: number) => string;

/** The full-width form of a character, which many a library takes for the character itself. */
const wide = (one: string): string => (/[!-~]/.test(one) ? String.fromCharCode(one.charCodeAt(0) + 0xfee0) : one);
/** Cyrillic and Greek letters that look like Latin ones, and like digits. */
const LOOKALIKES = new Map(
  Array.from('ABCEHKMPTXYZaceopx01356', (char, i) => [char, [...'АВСЕНКМРТХΥΖасеорхОlЗЅб'][i] ?? char]),
);
const arabic = (one: string): string => (/\d/.test(one) ? String.fromCharCode(0x660 + Number(one)) : one);
const all =
  (change: (one: string) => string): Twist =>
  (text) =>
    Array.from(text, change).join('');
const one =
  (change: (one: string) => string): Twist =>
  (text, at) =>
    text.slice(0, at) + change(text.charAt(at)) + text.slice(at + 1);
const put =
  (what: string): Twist =>
  (text, at) =>
    text.slice(0, at) + what + text.slice(at);

const INVISIBLE = [
  ['\u0000', '\u200b', '\u200d', '\u202e', '\ufeff', '\u00ad', '\u0301'],
  ['\ud800', '\udfff', '\u2028', '\r\n', '\t'],
].flat();

export const twists: readonly Twist[] = [
  all(wide),
  one(wide),
  all((char) => LOOKALIKES.get(char) ?? char),
  one((char) => LOOKALIKES.get(char) ?? 'А'),
  all(arabic),
  one(arabic),
  ...INVISIBLE.map(put),
  (text) => `${text}\n`,
  (text) => `${text} `,
  (text) => ` ${text}`,
  (text) => text.slice(1),
  (text) => text.slice(0, -1),
  (text) => `${text}${text.slice(-1) || 'x'}`,
  (text) => text + text,
  (text) => text.toLowerCase(),
  (text) => text.toUpperCase(),
  (text) => [...text].toReversed().join(''),
  ...['%00', '\\u0000', '$&', '{{7*7}}', "' OR 1=1 --", '*', ':', '}xuanhao:{'].map(put),
];

/** Names that mean something to the language, to Socket.IO, or to Redis. */
export const NAMES = [
  ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'toJSON', 'then', 'hasOwnProperty', 'length'],
  ['_placeholder', 'num', 'type', 'nsp', 'id'],
  ['KEYS', 'ARGV'],
].flat();

const nested = (depth: number): unknown => {
  let value: unknown = [];
  for (let i = 0; i < depth; i += 1) value = i % 2 === 0 ? [value] : { a: value };
  return value;
};

/** Values that are valid nowhere, or only by chance. */
export const STRANGE: readonly unknown[] = [
  // Numbers, and what is none.
  [null, true, false, 0, new Verbatim('-0'), -1, 0.5, 1e300],
  [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER + 1, Number.MIN_SAFE_INTEGER, Number.MIN_VALUE],
  ['1e999', '-1e999', '123456789012345678901234567890'].map((text) => new Verbatim(text)),
  // Texts.
  ['', ' ', 'NaN', 'null', 'undefined', '[object Object]', '0', '-1', '1e3', '0x10', '１２３'],
  ['\u0000', '\ud800', '\u202e', '冀B12AK3'],
  // Lists and objects, some of which look like something else.
  [[], [[]], [null], {}, { a: 1 }, { length: 5 }, { 0: 'a', 1: 'b', length: 2 }, { toString: 1, valueOf: 1 }],
  [
    Object.fromEntries(['toJSON', 'then'].map((name) => [name, 'x'])),
    Object.fromEntries([['__proto__', { polluted: 1 }]]),
    { constructor: { prototype: { polluted: 1 } } },
    { _placeholder: true, num: 0 },
    { type: 'Buffer', data: [1, 2, 3] },
  ],
  // Deep ones, and long ones.
  [nested(40), nested(1_500), 'x'.repeat(300), 'x'.repeat(5_000), '号'.repeat(1_500), '😀'.repeat(500)],
  [
    Array.from({ length: 1_000 }, () => null),
    Array.from({ length: 1_000 }, () => 0),
    Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`k${i}`, i])),
  ],
].flat();
