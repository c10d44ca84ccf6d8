import { expect, test } from 'vitest';
import { findCanaries } from './canaries.ts';

const NAME = { what: 'name', text: '金丝雀 & Söhne' };
const CODE = { what: 'code', text: '041729' };
const MOBILE = { what: 'mobile', text: '19941142857' };

const found = (content: string | Buffer, canary = NAME): boolean =>
  findCanaries([{ name: 'place', content }], [canary]).length > 0;
const escaped = [...NAME.text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

test.each([
  ['whole', `x${NAME.text}y`],
  ['in JSON', JSON.stringify({ a: NAME.text })],
  ['in a URL', `/find?name=${encodeURIComponent(NAME.text)}&x`],
  ['in a URL in small letters', encodeURIComponent(NAME.text).toLowerCase()],
  [
    'in escaped JSON',
    `{"a":"${escaped.replaceAll(/\\u00([2-7].)/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))}"}`,
  ],
  ['in hex', `00${Buffer.from(NAME.text).toString('hex')}ff`],
  ['in large hex', Buffer.from(NAME.text).toString('hex').toUpperCase()],
])('ACCT-4 a planted text is found %s', (_, content) => {
  expect(found(content)).toBe(true);
});

test.each([0, 1, 2, 3, 4, 5])('ACCT-4 a planted text is found in base64, %i bytes after its beginning', (before) => {
  const bytes = Buffer.concat([Buffer.alloc(before, 200), Buffer.from(NAME.text), Buffer.alloc(7, 99)]);
  expect(found(bytes.toString('base64'))).toBe(true);
  expect(found(bytes.toString('base64url'))).toBe(true);
  expect(found(bytes.subarray(1).toString('base64'))).toBe(before > 0);
});

test('ACCT-4 a short one is found where it stands alone, not within a longer number', () => {
  expect(found('验证码 041729，用于', CODE)).toBe(true);
  expect(found('{"code":"041729"}', CODE)).toBe(true);
  expect(found('1795041729000', CODE)).toBe(false);
  expect(found('key-041729', CODE)).toBe(false);
  expect(found(Buffer.from(`a${CODE.text}`).toString('base64'), CODE)).toBe(true);
});

test('ACCT-4 what is masked, or another, is not taken for it', () => {
  expect(found('199****2857', MOBILE)).toBe(false);
  expect(found('金*雀', NAME)).toBe(false);
  expect(findCanaries([{ name: 'a log', content: 'to 19941142857' }], [MOBILE, NAME])).toEqual([
    'a log: mobile, whole',
  ]);
});
