import { type Serial, serial } from '../../protocol/plate.ts';
import type { Cube } from './cube.ts';

/**
 * Up to `limit` free numbers other than the given one, those that differ from it in the fewest positions first
 * (COMP-6). Among equals it takes one from each choice of positions in turn. It begins at a choice and at characters that
 * depend on the given number, so that neighbours who lost the same morning are not all sent to the same plate. The counts
 * lead straight to free numbers: the search enters a branch only where one lies at its end, save for the few that were
 * found before.
 */
export const nearFree = (cube: Cube, plate: Serial, limit: number): Serial[] => {
  if (plate.length !== cube.positions.length) return [];
  const own = cube.positions.map((characters, p) => characters.indexOf(plate.charAt(p)));
  const itself = cube.numberOf(plate);
  const wanted = Math.min(limit, cube.free - (itself !== undefined && cube.isFree(itself) ? 1 : 0));
  const found: Serial[] = [];
  for (let distance = 1; distance <= own.length && found.length < wanted; distance += 1) {
    const ways = choicesOf(own, distance).map((open) => search(cube, own, open, 0, cellAround(cube, own, open)));
    const turn = own.reduce((sum, digit) => sum + digit + 1, 0) % Math.max(1, ways.length);
    let live = [...ways.slice(turn), ...ways.slice(0, turn)];
    while (live.length > 0 && found.length < wanted) {
      live = live.filter((way) => {
        if (found.length >= wanted) return false;
        const next = way.next();
        if (!next.done) found.push(serial.parse(cube.patternOf(next.value)));
        return !next.done;
      });
    }
  }
  return found;
};

/** Every choice of `size` out of `count` positions, cached: they are few, and every verified number needs them. */
const choices = new Map<number, readonly (readonly number[])[]>();
const allChoices = (count: number, size: number): readonly (readonly number[])[] => {
  const key = count * 8 + size;
  const known = choices.get(key);
  if (known !== undefined) return known;
  const positions = Array.from({ length: count }, (_, p) => p);
  const all = Array.from({ length: 1 << count }, (_, mask) => positions.filter((p) => mask & (1 << p)));
  const found = all.filter((open) => open.length === size);
  choices.set(key, found);
  return found;
};

/** Every choice of `size` positions that includes those whose own character the cube lacks. */
const choicesOf = (own: readonly number[], size: number): readonly (readonly number[])[] => {
  const all = allChoices(own.length, size);
  return own.includes(-1) ? all.filter((open) => own.every((digit, p) => digit >= 0 || open.includes(p))) : all;
};

/** The cell that is blank at these positions and has the number's own characters elsewhere. */
const cellAround = (cube: Cube, own: readonly number[], open: readonly number[]): number =>
  own.reduce((cell, digit, p) => (open.includes(p) ? cell : cube.filled(cell, p, digit)), cube.cells - 1);

/** The cells without blanks that are free and differ from the number at every one of the open positions. */
function* search(
  cube: Cube,
  own: readonly number[],
  open: readonly number[],
  at: number,
  cell: number,
): Generator<number> {
  if (cube.matching(cell) === 0) return;
  const position = open[at];
  if (position === undefined) {
    yield cell;
    return;
  }
  const radix = cube.positions[position]?.length ?? 0;
  const digit = own[position] ?? -1;
  for (let step = 1; step <= (digit < 0 ? radix : radix - 1); step += 1) {
    yield* search(cube, own, open, at + 1, cube.filled(cell, position, (digit + step) % radix));
  }
}
