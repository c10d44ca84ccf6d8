import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patternOf } from '../../client/lib/pattern-feed.ts';
import { blankOn, choose, erase, faceAt, press, spell, type Typing } from '../../client/pages/compose/typing.ts';
import { layoutOf } from './support/pictures.ts';

const layout = layoutOf('7B10AC');
const textOf = (typing: Typing): string => patternOf(typing.layout, typing.keys);
const keyOf = (face: string) => {
  const key = layout.keys.find((each) => each.face === face);
  if (key === undefined) throw new Error(`no key ${face}`);
  return key.id;
};
const type = (typing: Typing, faces: string): Typing =>
  [...faces].reduce((now, face) => press(now, keyOf(face)), typing);

describe('typing on the virtual keyboard', () => {
  it('COMP-3 goes on to the next open position after each key, and stops when none is open', () => {
    const typing = type(blankOn(layout, 5), '70AB1');
    expect(textOf(typing)).toBe('70AB1');
    expect(typing.focus).toBeNull();
    expect(press(typing, keyOf('C'))).toBe(typing);
  });

  it('COMP-3 fills positions in any order, going round the end', () => {
    const typing = type(choose(blankOn(layout, 5), 3), 'BC7');
    expect(textOf(typing)).toBe('7??BC');
    expect(typing.focus).toBe(1);
  });

  it('COMP-3 a filled position that is chosen is emptied and filled next', () => {
    const typing = choose(type(blankOn(layout, 5), '70AB1'), 2);
    expect(textOf(typing)).toBe('70?B1');
    expect(faceAt(typing, 2)).toBe('?');
    expect(textOf(press(typing, keyOf('C')))).toBe('70CB1');
  });

  it('COMP-2 erases before the focus first, then after it, and nothing when all is open', () => {
    let typing = choose(type(blankOn(layout, 5), '70AB1'), 3);
    const seen: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      typing = erase(typing);
      seen.push(textOf(typing));
    }
    expect(seen).toEqual(['70??1', '7???1', '????1', '?????', '?????']);
  });

  it('COMP-2 spells the same text on another layout, whatever its keys are called', () => {
    const other = layoutOf('CA01B7', 'layout-2');
    const moved = spell(other, textOf(type(choose(blankOn(layout, 5), 3), 'BC7')));
    expect(moved.layout).toBe(other);
    expect(textOf(moved)).toBe('7??BC');
    expect(moved.focus).toBe(1);
  });

  it('COMP-3 keeps the focus on an open position, or on none when all are filled, whatever is done', () => {
    const step = fc.oneof(
      fc.constantFrom(...layout.keys).map((key) => (typing: Typing) => press(typing, key.id)),
      fc.nat({ max: 4 }).map((i) => (typing: Typing) => choose(typing, i)),
      fc.constant(erase),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const typing = steps.reduce((now, next) => next(now), blankOn(layout, 5));
        const focused = typing.focus === null ? typing.keys.includes(null) : typing.keys[typing.focus] !== null;
        expect(focused).toBe(false);
      }),
    );
  });
});
