import { BLANK } from '../../client/lib/pattern-feed.ts';
import type { KeyboardLayout } from '../../protocol/keyboard.ts';
import { keysOf } from '../../verification/actors/keys.ts';
import type { Person } from './person.ts';

export const pick = <T>(from: ArrayLike<T>): T => {
  const picked = from[Math.floor(Math.random() * from.length)];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
};

/** The open positions of a pattern, in an order by chance. */
const openOf = (pattern: string): number[] =>
  [...pattern]
    .flatMap((face, i) => (face === BLANK ? [i] : []))
    .map((i) => ({ i, order: Math.random() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ i }) => i);

export const withFace = (pattern: string, position: number, face: string): string =>
  pattern.slice(0, position) + face + pattern.slice(position + 1);

/** Types a number key by key, each of the usable characters, as on the page; prefers those of `wanted`. Null where none is left. */
export const typeOut = async (
  person: Person,
  layout: KeyboardLayout,
  open: string,
  wanted = '',
): Promise<string | null> => {
  let pattern = open;
  let { usable } = await person.carryOut('typePattern', { layout: layout.id, keys: keysOf(layout, pattern) });
  for (const position of openOf(open)) {
    const characters = usable[position] ?? '';
    if (characters === '') return null;
    const liked = [...characters].filter((face) => wanted.includes(face));
    pattern = withFace(pattern, position, liked.length > 0 ? pick(liked) : pick(characters));
    ({ usable } = await person.carryOut('typePattern', { layout: layout.id, keys: keysOf(layout, pattern) }));
  }
  return pattern;
};

/** So many distinct free numbers. */
export const freePlates = async (person: Person, positions: number, count: number): Promise<string[]> => {
  const { layout } = await person.carryOut('openKeyboard', {});
  const found = new Set<string>();
  for (let tries = 0; found.size < count; tries += 1) {
    const plate = await typeOut(person, layout, BLANK.repeat(positions));
    if (plate !== null) found.add(plate);
    if (tries > count * 10) throw new Error('the pool has too few free numbers');
  }
  return [...found];
};
