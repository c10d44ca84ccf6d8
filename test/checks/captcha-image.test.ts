import { crc32, inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { CAPTCHA_ALPHABET, strokesOf } from '../../server/checks/captcha-glyphs.ts';
import { drawCaptcha } from '../../server/checks/captcha-image.ts';
import { drawCaptchaStock } from '../../server/checks/captcha-stock.ts';
import { encodePng } from '../../server/checks/png.ts';

/** Reads a PNG back, as strictly as a browser: chunk by chunk, checksums included. */
const chunksOf = (png: Buffer): Map<string, Buffer> => {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const end = at + 8 + length;
    expect(png.readUInt32BE(end)).toBe(crc32(png.subarray(at + 4, end)));
    chunks.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, end));
    at = end + 4;
  }
  return chunks;
};

test('a PNG of ours holds its pixels, an odd width included', async () => {
  const palette = Array.from({ length: 16 }, (_, i) => [i, i * 2, i * 3] as const);
  const png = await encodePng({ width: 3, height: 2, palette, pixels: Uint8Array.of(1, 2, 3, 13, 14, 15) });
  const chunks = chunksOf(png);
  expect([...chunks.keys()]).toEqual(['IHDR', 'PLTE', 'IDAT', 'IEND']);
  expect(chunks.get('IHDR')?.toString('hex')).toBe('00000003000000020403000000');
  expect(chunks.get('PLTE')?.subarray(45).toString('hex')).toBe('0f1e2d');
  expect(inflateSync(chunks.get('IDAT') ?? '').toString('hex')).toBe('00123000def0');
});

test('COMP-5 a captcha image is small, 300 × 100, and never the same twice', async () => {
  const images = await Promise.all(Array.from({ length: 30 }, () => drawCaptcha('MWRH')));
  for (const image of images) {
    expect(image.length).toBeLessThan(6_000);
    expect(chunksOf(image).get('IHDR')?.toString('hex')).toBe('0000012c000000640403000000');
  }
  expect(new Set(images.map((image) => image.toString('base64'))).size).toBe(images.length);
});

test('COMP-5 no two characters of the captcha are easily taken for one another', () => {
  expect(CAPTCHA_ALPHABET).toMatch(/^[36-79A-Z]+$/);
  expect(CAPTCHA_ALPHABET).not.toMatch(/[ODQUVILZSBG]/);
  expect(new Set(CAPTCHA_ALPHABET).size).toBe(CAPTCHA_ALPHABET.length);
  const shapes = [...CAPTCHA_ALPHABET].map((character) => JSON.stringify(strokesOf(character)));
  expect(new Set(shapes).size).toBe(CAPTCHA_ALPHABET.length);
});

test.each([...CAPTCHA_ALPHABET])('COMP-5 the glyph %s fills its box', (character) => {
  const points = strokesOf(character).flat();
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  expect(Math.max(...xs) - Math.min(...xs)).toBeGreaterThan(7);
  expect(Math.max(...ys) - Math.min(...ys)).toBeGreaterThan(12.5);
  expect(Math.min(...xs, ...ys)).toBeGreaterThan(-0.6);
  expect(Math.max(...xs)).toBeLessThan(10.6);
  expect(Math.max(...ys)).toBeLessThan(14.6);
});

test('COMP-5 the stock gives pictures with their texts, and replaces what it gave', async () => {
  const stock = await drawCaptchaStock(1);
  const first = stock.take(0);
  expect(first.text).toHaveLength(4);
  expect(first.image).toMatch(/^data:image\/png;base64,[\w+/=]{1000,8000}$/);
  await expect.poll(() => stock.take(1).image).not.toBe(first.image);
});

test('COMP-5 in a rush the stock goes round instead of drawing for everyone', async () => {
  const stock = await drawCaptchaStock(3);
  const given = new Set<string>();
  for (let i = 0; i < 5_000; i++) {
    given.add(stock.take(1_000 + i / 500).image);
    if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(given.size).toBeGreaterThanOrEqual(3);
  expect(given.size).toBeLessThanOrEqual(4);
});
