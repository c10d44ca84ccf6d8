import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyId, layoutId, selectionId } from '../../protocol/ids.ts';
import { type KeyboardLayout, keyboardLayout, type TypedKeys } from '../../protocol/keyboard.ts';
import { ALPHABET, BLANK, pattern } from '../../protocol/plate.ts';
import { issueLayout, readLayout } from '../../server/checks/keyboard.ts';

const whose = { key: randomBytes(32), selection: selectionId.parse('demo-v1'), round: 3, now: 1_795_399_200_000 };
const minutes = 60_000;
const facesOf = (view: KeyboardLayout) => view.keys.map(({ face }) => face).join('');
const type = (view: KeyboardLayout, text: string): TypedKeys =>
  [...text].map((face) => view.keys.find((key) => key.face === face)?.id ?? null);

describe('COMP-2 a layout', () => {
  const { view } = issueLayout(whose);

  test('shows every character once, under ids of their own', () => {
    expect(keyboardLayout.safeParse(view).success).toBe(true);
    expect([...facesOf(view)].toSorted()).toEqual([...ALPHABET].toSorted());
    expect(new Set(view.keys.map(({ id }) => id)).size).toBe(ALPHABET.length);
  });

  test('is another one each time, in its order and in its ids', () => {
    const views = Array.from({ length: 200 }, () => issueLayout(whose).view);
    expect(new Set(views.map(facesOf)).size).toBe(views.length);
  });

  test('gives a character each of 256 ids equally often', () => {
    const times = new Map<unknown, number>();
    for (let i = 0; i < 5_120; i++) {
      const [id] = type(issueLayout(whose).view, 'A');
      times.set(id, (times.get(id) ?? 0) + 1);
    }
    // 20 expected of each; chi-square with 255 degrees of freedom exceeds 420 less than once in a thousand million runs.
    const chiSquare = [...times.values()].reduce((sum, seen) => sum + (seen - 20) ** 2 / 20, (256 - times.size) * 20);
    expect(chiSquare).toBeLessThan(420);
  });

  test('puts each character in each place equally often', () => {
    const rounds = 3_400;
    const times = new Map<number, number>();
    for (let i = 0; i < rounds; i++) {
      const place = facesOf(issueLayout(whose).view).indexOf('7');
      times.set(place, (times.get(place) ?? 0) + 1);
    }
    // 100 expected in each of 34 places; chi-square with 33 degrees of freedom exceeds 110 less than once in a thousand million runs.
    const chiSquare = Array.from({ length: 34 }, (_, place) => ((times.get(place) ?? 0) - 100) ** 2 / 100).reduce(
      (a, b) => a + b,
    );
    expect(chiSquare).toBeLessThan(110);
  });

  test('is read again from its id alone, by any node that has the key', () => {
    const later = { ...whose, key: Buffer.from(whose.key), now: whose.now + 29 * minutes };
    expect(readLayout({ ...later, layout: view.id })?.view).toEqual(view);
  });

  test.each([
    ['someone else', { selection: selectionId.parse('demo-v2') }],
    ['the next round', { round: 4 }],
    ['an earlier round', { round: 2 }],
    ['a server with another key', { key: randomBytes(32) }],
    ['the time after 30 minutes', { now: whose.now + 30 * minutes }],
  ])('is not good for %s', (_, other) => {
    expect(readLayout({ ...whose, ...other, layout: view.id })).toBeUndefined();
  });

  test('cannot be forged: no other id is read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: view.id.length - 1 }), fc.constantFrom(...'AZaz09-_.'), (at, character) => {
        const forged = view.id.slice(0, at) + character + view.id.slice(at + 1);
        fc.pre(forged !== view.id);
        return readLayout({ ...whose, layout: layoutId.parse(forged) }) === undefined;
      }),
    );
    for (const id of ['........', `${view.id}A`, view.id.slice(0, -1), 'A'.repeat(44)]) {
      expect(readLayout({ ...whose, layout: layoutId.parse(id) })).toBeUndefined();
    }
  });

  test('kept open, knows when it is no longer good', () => {
    const keyboard = issueLayout(whose);
    expect(keyboard.isGood(whose)).toBe(true);
    expect(keyboard.isGood({ ...whose, round: 4 })).toBe(false);
    expect(keyboard.isGood({ ...whose, now: whose.now + 30 * minutes })).toBe(false);
  });
});

describe('COMP-2 typing', () => {
  test('any pattern comes out as it was typed', () => {
    const keyboard = issueLayout(whose);
    const character = fc.constantFrom(...ALPHABET, BLANK);
    fc.assert(
      fc.property(fc.array(character, { minLength: 5, maxLength: 6 }), (characters) => {
        const decoded = keyboard.decode(type(keyboard.view, characters.join('')), characters.length);
        expect(decoded).toBe(characters.join(''));
        expect(pattern.safeParse(decoded).success).toBe(true);
      }),
    );
  });

  test('a key of another layout is unknown', () => {
    const keyboard = issueLayout(whose);
    const own = new Set(keyboard.view.keys.map(({ id }) => id));
    const strange = issueLayout(whose)
      .view.keys.map(({ id }) => id)
      .find((id) => !own.has(id));
    expect(strange).toBeDefined();
    expect(keyboard.decode([strange ?? null, null, null, null, null], 5)).toBe('keyUnknown');
  });

  test('a character is not a key: no id can be read as its own face', () => {
    const keyboard = issueLayout(whose);
    const typed = ['AAA', '000', '___']
      .map((id) => keyId.parse(id))
      .filter((id) => !keyboard.view.keys.some((key) => key.id === id));
    expect(keyboard.decode([...typed, null, null, null, null].slice(0, 5), 5)).toBe('keyUnknown');
  });

  test('too many or too few positions are refused', () => {
    const keyboard = issueLayout(whose);
    expect(keyboard.decode(type(keyboard.view, '12345'), 6)).toBe('keyUnknown');
    expect(keyboard.decode(type(keyboard.view, '123456'), 5)).toBe('keyUnknown');
  });
});
