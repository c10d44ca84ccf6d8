import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { PersonalData } from '../../server/identity/personal-data.ts';

const secret = randomBytes(32);
const personal = new PersonalData(secret);
const facts = { name: '张三丰', idNumber: '11010519491231002X' };

test('ACCT-4 what is sealed is read again by every node with the same secret, and never twice the same', () => {
  const [one, two] = [personal.seal('here', facts), personal.seal('here', facts)];
  expect(one).not.toBe(two);
  for (const envelope of [one, two]) expect(new PersonalData(secret).open('here', envelope)).toEqual(facts);
});

test('ACCT-4 an envelope shows nothing of what is in it', () => {
  const envelope = personal.seal('here', facts);
  const bytes = Buffer.from(envelope.split('.')[2] ?? '', 'base64url').toString('latin1');
  for (const text of [envelope, bytes]) expect(text).not.toContain('11010519491231002X');
});

test('ACCT-4 an envelope that was moved elsewhere, changed, or cut is not opened', () => {
  const envelope = personal.seal('here', facts);
  expect(() => personal.open('there', envelope)).toThrow();
  const [form, key, text = ''] = envelope.split('.');
  for (let i = 0; i < text.length; i += 7) {
    const changed = text.slice(0, i) + (text.charAt(i) === 'A' ? 'B' : 'A') + text.slice(i + 1);
    expect(() => personal.open('here', [form, key, changed].join('.')), `changed at ${i}`).toThrow();
  }
  for (const cut of ['', text.slice(0, 20), text.slice(0, -4)])
    expect(() => personal.open('here', [form, key, cut].join('.'))).toThrow();
});

test('ACCT-4 another secret opens nothing, and the error names the keys and not the data', () => {
  const envelope = personal.seal('here', facts);
  expect(() => new PersonalData(randomBytes(32)).open('here', envelope)).toThrow(/sealed under the key [\w-]{8}; /);
});

test('ACCT-4 a keyed hash finds a thing again, of its own kind, under the same secret', () => {
  const hash = personal.hash('vin', 'X');
  expect(hash).toMatch(/^[\w-]{22}$/);
  expect(new PersonalData(secret).hash('vin', 'X')).toBe(hash);
  const others = [
    personal.hash('vin', 'Y'),
    personal.hash('owner', 'X'),
    new PersonalData(randomBytes(32)).hash('vin', 'X'),
  ];
  expect(new Set([hash, ...others]).size).toBe(4);
});
