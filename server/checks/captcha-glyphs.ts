/** A point in a box 10 wide and 14 high, with y downwards. */
export type Point = readonly [x: number, y: number];
export type Stroke = readonly Point[];

/**
 * The captcha's alphabet as pen strokes, so that no font is needed. `|` separates strokes; `~` begins a stroke that
 * curves through its points. Characters that people may confuse are left out, above all when bent: 0 D O Q U V, 1 I L,
 * 2 Z, 5 S, 8 B, 4, G.
 */
const STROKES = {
  '3': '~0.8,2.5 2.5,0.5 5,0 8.5,1.4 8.8,4.5 7,6.3 4,6.8|~4,6.8 7.5,7.2 9.6,10 8.5,13 5,14 2,13.3 0.4,11.2',
  '6': '~8.8,1.8 6.4,0.2 4,0.9 1.2,4 0,8.8 1,12.4 5,14 8.9,12.6 9.8,9.6 8.6,6.9 5,5.8 1.6,7 0.2,9.6',
  '7': '0.2,0 9.8,0 4,14',
  '9': '~1.2,12.2 3.6,13.8 6,13.1 8.8,10 10,5.2 9,1.6 5,0 1.1,1.4 0.2,4.4 1.4,7.1 5,8.2 8.4,7 9.8,4.4',
  A: '0,14 5,0 10,14|2,9.2 8,9.2',
  C: '~9.6,3 7.6,0.7 5,0 1.6,2 0,7 1.6,12 5,14 7.6,13.3 9.6,11',
  E: '9,0 0.5,0 0.5,14 9.2,14|0.5,6.8 7.6,6.8',
  F: '9.2,0 0.5,0 0.5,14|0.5,6.8 7.6,6.8',
  H: '0.2,0 0.2,14|9.8,0 9.8,14|0.2,6.9 9.8,6.9',
  J: '3.5,0 8,0 8,9.2|~8,9.2 7.2,12.7 4.4,14 1.6,12.8 0.6,10.2',
  K: '0.5,0 0.5,14|9.6,0 0.5,8.4|3.6,5.8 9.8,14',
  M: '0,14 0.4,0 5,8.6 9.6,0 10,14',
  N: '0.2,14 0.2,0 9.8,14 9.8,0',
  P: '0.5,14 0.5,0|~0.5,0 5.4,0 8.7,1.2 9.7,4 8.6,6.7 5.4,7.9 0.5,7.9',
  R: '0.5,14 0.5,0|~0.5,0 5.4,0 8.7,1.2 9.6,3.8 8.6,6.4 5.4,7.5 0.5,7.5|4.8,7.5 9.9,14',
  T: '0,0 10,0|5,0 5,14',
  W: '0,0 2.4,14 5,4.6 7.6,14 10,0',
  X: '0.2,0 9.8,14|9.8,0 0.2,14',
  Y: '0.2,0 5,6.9 9.8,0|5,6.9 5,14',
} as const;

/** The characters of captchas. */
export const CAPTCHA_ALPHABET = Object.keys(STROKES).join('');

/** The largest distance between points, so that a warp bends straight strokes too. */
const STEP = 1;

const between = (a: number, b: number, t: number): number => a + (b - a) * t;

/** Points along the straight line from `a` up to, and without, `b`. */
const straight = (a: Point, b: Point): Point[] => {
  const steps = Math.max(1, Math.ceil(Math.hypot(b[0] - a[0], b[1] - a[1]) / STEP));
  return Array.from({ length: steps }, (_, i) => [between(a[0], b[0], i / steps), between(a[1], b[1], i / steps)]);
};

/** Points from `b` up to, and without, `c`, on the Catmull–Rom curve whose neighbours are `a` and `d`. */
const smooth = (a: Point, b: Point, c: Point, d: Point): Point[] => {
  const steps = 4;
  const along = (axis: 0 | 1, t: number): number => {
    const [p, q, r, s] = [a[axis], b[axis], c[axis], d[axis]];
    return q + (t / 2) * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)));
  };
  return Array.from({ length: steps }, (_, i) => [along(0, i / steps), along(1, i / steps)]);
};

const strokeOf = (text: string): Stroke => {
  const isSmooth = text.startsWith('~');
  const points = text
    .replace('~', '')
    .split(' ')
    .map((pair): Point => {
      const [x = 0, y = 0] = pair.split(',').map(Number);
      return [x, y];
    });
  return points.flatMap((from, i) => {
    const to = points[i + 1];
    if (to === undefined) return [from];
    return isSmooth ? smooth(points[i - 1] ?? from, from, to, points[i + 2] ?? to) : straight(from, to);
  });
};

const glyphs = new Map(Object.entries(STROKES).map(([character, text]) => [character, text.split('|').map(strokeOf)]));

/** The strokes of one character; none for a character outside the alphabet. */
export const strokesOf = (character: string): readonly Stroke[] => glyphs.get(character) ?? [];
