import { randomBytes } from 'node:crypto';
import { type Point, type Stroke, strokesOf } from './captcha-glyphs.ts';
import { type Colour, encodePng } from './png.ts';

/** In pixels; shown at half the size, for sharpness on phones. */
const WIDTH = 300;
const HEIGHT = 100;
const SHADES = 16;
const PAPER: Colour = [243, 245, 248];
/** Ink colours, each with a contrast of at least 4.5 : 1 on the paper. */
const INKS: readonly Colour[] = [
  [29, 79, 145],
  [122, 47, 93],
  [44, 95, 69],
  [107, 67, 16],
  [74, 63, 140],
];

type Chance = (from: number, to: number) => number;
type Warp = (point: Point) => Point;

/**
 * Draws a text of about four characters as a PNG of 300 × 100 pixels, some 3 KB. Each character is turned, slanted and
 * stretched, and common waves bend them all. Lines of the same ink cross them and a line of bare paper cuts them, so
 * that machines can hardly separate them. Drawing takes this thread 0.8 ms.
 */
export const drawCaptcha = (text: string): Promise<Buffer> => {
  const chance = chanceOf();
  const sheet = new Sheet();
  const waves = wavesOf(chance);
  const step = (WIDTH - 30) / text.length;
  for (const [i, character] of [...text].entries()) {
    const place = placeOf(chance, 15 + step * (i + 0.5), HEIGHT / 2);
    const width = chance(5, 7);
    for (const stroke of strokesOf(character))
      sheet.ink(
        stroke.map((point) => waves(place(point))),
        width,
      );
  }
  sheet.erase(lineOf(chance), chance(1.5, 2.5));
  for (let i = 0; i < 3; i++) sheet.ink(lineOf(chance), chance(1.5, 2.8));
  return encodePng({ width: WIDTH, height: HEIGHT, palette: paletteOf(chance), pixels: sheet.shades() });
};

/** Evenly distributed numbers between two bounds, from one draw of the system's randomness. */
const chanceOf = (): Chance => {
  const bytes = randomBytes(512);
  let at = 0;
  return (from, to) => {
    const part = bytes.readUInt16BE(at) / 65_536;
    at = (at + 2) % bytes.length;
    return from + (to - from) * part;
  };
};

/** Places a glyph around a point: turned by up to 14°, slanted, 36 to 45 pixels wide and 49 to 62 high. */
const placeOf = (chance: Chance, x: number, y: number): Warp => {
  const turn = chance(-0.24, 0.24);
  const slant = chance(-0.18, 0.18);
  const [wide, high] = [chance(3.6, 4.5), chance(3.5, 4.4)];
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const [left, top] = [x + chance(-5, 5), y + chance(-8, 8)];
  return ([px, py]) => {
    const v = (py - 7) * high;
    const u = (px - 5) * wide + v * slant;
    return [left + u * cos - v * sin, top + u * sin + v * cos];
  };
};

/** Bends the whole picture by 3 to 5 pixels along one wave each way. */
const wavesOf = (chance: Chance): Warp => {
  const [a, b] = [chance(3, 5), chance(3, 5)];
  const [alongX, alongY] = [(2 * Math.PI) / chance(70, 120), (2 * Math.PI) / chance(60, 100)];
  const [startX, startY] = [chance(0, 6.3), chance(0, 6.3)];
  return ([x, y]) => [x + a * Math.sin(y * alongY + startY), y + b * Math.sin(x * alongX + startX)];
};

/** A cubic curve from about the left edge to about the right one. */
const lineOf = (chance: Chance): Stroke => {
  const height = (): number => chance(10, HEIGHT - 10);
  const pull = (): number => chance(-30, HEIGHT + 30);
  const [a, b, c, d]: [Point, Point, Point, Point] = [
    [chance(-10, 30), height()],
    [chance(60, 140), pull()],
    [chance(160, 240), pull()],
    [chance(WIDTH - 30, WIDTH + 10), height()],
  ];
  const steps = 40;
  return Array.from({ length: steps + 1 }, (_, i): Point => {
    const t = i / steps;
    const s = 1 - t;
    const along = (axis: 0 | 1): number =>
      s ** 3 * a[axis] + 3 * s * s * t * b[axis] + 3 * s * t * t * c[axis] + t ** 3 * d[axis];
    return [along(0), along(1)];
  });
};

/** From bare paper to full ink, in even steps. */
const paletteOf = (chance: Chance): Colour[] => {
  const ink = INKS[Math.floor(chance(0, INKS.length))] ?? [0, 0, 0];
  const mix = (shade: number, channel: 0 | 1 | 2): number =>
    Math.round(PAPER[channel] + ((ink[channel] - PAPER[channel]) * shade) / (SHADES - 1));
  return Array.from({ length: SHADES }, (_, shade) => [mix(shade, 0), mix(shade, 1), mix(shade, 2)]);
};

/** The amount of ink on each pixel, 0 to 1. Pens are round, with a soft rim of one pixel. */
class Sheet {
  readonly #ink = new Float32Array(WIDTH * HEIGHT);

  ink(stroke: Stroke, width: number): void {
    this.#along(stroke, width, (at, pen) => {
      this.#ink[at] = Math.max(this.#ink[at] ?? 0, pen);
    });
  }

  erase(stroke: Stroke, width: number): void {
    this.#along(stroke, width, (at, pen) => {
      this.#ink[at] = Math.min(this.#ink[at] ?? 0, 1 - pen);
    });
  }

  shades(): Uint8Array {
    const shades = new Uint8Array(this.#ink.length);
    for (let at = 0; at < shades.length; at++) shades[at] = Math.round((this.#ink[at] ?? 0) * (SHADES - 1));
    return shades;
  }

  #along(stroke: Stroke, width: number, mark: (at: number, pen: number) => void): void {
    for (const [i, from] of stroke.entries()) {
      const to = stroke[i + 1];
      if (to !== undefined) segment(from, to, width / 2, mark);
    }
  }
}

/** Visits the pixels within `radius` of a segment; `pen` is the share of each that the pen covers. */
const segment = ([ax, ay]: Point, [bx, by]: Point, radius: number, mark: (at: number, pen: number) => void): void => {
  const reach = radius + 0.5;
  const [dx, dy] = [bx - ax, by - ay];
  const length2 = dx * dx + dy * dy || 1;
  const right = Math.min(WIDTH - 1, Math.ceil(Math.max(ax, bx) + reach));
  const bottom = Math.min(HEIGHT - 1, Math.ceil(Math.max(ay, by) + reach));
  for (let y = Math.max(0, Math.floor(Math.min(ay, by) - reach)); y <= bottom; y++) {
    for (let x = Math.max(0, Math.floor(Math.min(ax, bx) - reach)); x <= right; x++) {
      const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length2));
      // Math.hypot is ten times slower here.
      const pen = Math.min(1, reach - Math.sqrt((x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2));
      if (pen > 0) mark(y * WIDTH + x, pen);
    }
  }
};
