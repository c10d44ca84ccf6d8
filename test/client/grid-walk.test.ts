import { describe, expect, it } from 'vitest';
import { walk } from '../../client/pages/compose/grid-walk.ts';

/** Seven keys in rows of three; `#` can be pressed, `.` cannot. */
const grid = [...'#.##..#'].map((sign) => sign === '#');

describe('arrow keys on the virtual keyboard', () => {
  it('COMP-2 skip the keys that cannot be pressed', () => {
    expect(walk(grid, 3, 0, 'ArrowRight')).toBe(2);
    expect(walk(grid, 3, 6, 'ArrowLeft')).toBe(3);
    expect(walk(grid, 3, 0, 'ArrowDown')).toBe(3);
    expect(walk(grid, 3, 6, 'ArrowUp')).toBe(3);
  });

  it('COMP-2 go from a key that went grey to one that can be pressed', () => {
    expect(walk(grid, 3, 1, 'ArrowRight')).toBe(2);
    expect(walk(grid, 3, 4, 'ArrowLeft')).toBe(3);
  });

  it('COMP-2 stay where there is nothing in that direction', () => {
    expect(walk(grid, 3, 0, 'ArrowLeft')).toBe(0);
    expect(walk(grid, 3, 6, 'ArrowRight')).toBe(6);
    expect(walk(grid, 3, 2, 'ArrowUp')).toBe(2);
    expect(walk(grid, 3, 2, 'ArrowDown')).toBe(2);
  });
});
