import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';

const compress = promisify(deflate);

/** Red, green, blue; 0 to 255 each. */
export type Colour = readonly [red: number, green: number, blue: number];

/** A picture of at most 16 colours: one palette index per pixel, row by row. */
export type IndexedPicture = {
  readonly width: number;
  readonly height: number;
  readonly palette: readonly Colour[];
  readonly pixels: Uint8Array;
};

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const BITS_PER_PIXEL = 4;
const INDEXED_COLOUR = 3;
const NO_FILTER = 0;

/**
 * Encodes a picture as a PNG with a palette and 4 bits per pixel (ISO/IEC 15948): a sixth of its size in full colour.
 * The compression runs on a thread of the pool.
 */
export const encodePng = async ({ width, height, palette, pixels }: IndexedPicture): Promise<Buffer> => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([BITS_PER_PIXEL, INDEXED_COLOUR, 0, 0, 0], 8);
  const rowBytes = 1 + Math.ceil(width / 2);
  const rows = Buffer.alloc(rowBytes * height, NO_FILTER);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * rowBytes + 1 + (x >> 1);
      const nibble = (pixels[y * width + x] ?? 0) & 15;
      rows[at] = (rows[at] ?? 0) | (x % 2 === 0 ? nibble << 4 : nibble);
    }
  }
  // Level 9 takes ten times as long as 5 and saves 3 %.
  const data = await compress(rows, { level: 5 });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', data),
    chunk('IEND'),
  ]);
};

/** One chunk: length, type, data, and a checksum over type and data. */
const chunk = (type: string, data: Buffer = Buffer.alloc(0)): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
};
