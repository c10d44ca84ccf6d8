import jsQR from 'jsqr';
import type { Visitor } from '../../verification/actors/visitor.ts';

/** In px: how large a picture of any size, as a vector graphic is, is drawn. */
const DRAWN = 400;

/** What a QR code says: of the whole picture at a URL, or of its right half, as the voucher's file has it. */
export const readQr = async (
  { page }: Visitor,
  src: string,
  part: 'whole' | 'right half',
): Promise<string | undefined> => {
  const { dark, side } = await page.evaluate(
    async ([url, size]) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      const canvas = document.createElement('canvas');
      const width = size ?? image.width / 2;
      canvas.width = width;
      canvas.height = width;
      const context = canvas.getContext('2d');
      if (size === null) context?.drawImage(image, width, 0, width, width, 0, 0, width, width);
      else context?.drawImage(image, 0, 0, width, width);
      const seen = context?.getImageData(0, 0, width, width).data ?? [];
      const bits = Array.from({ length: width * width }, (_, i) => Number((seen[4 * i] ?? 0) < 128));
      return { dark: bits.join(''), side: width };
    },
    [src, part === 'whole' ? DRAWN : null] as const,
  );
  const pixels = [...dark].flatMap((each) => (each === '1' ? [0, 0, 0, 255] : [255, 255, 255, 255]));
  return jsQR.default(Uint8ClampedArray.from(pixels), side, side)?.data;
};
