import type { VoucherView } from '../../../protocol/http/voucher.ts';

/** The texts of the picture, beside the plate and the QR code. */
export type SheetWords = {
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly bring: string;
  readonly documents: readonly string[];
  readonly notes: readonly string[];
};

/** A5 in tenths of a millimetre, with two pixels for each: 508 dpi, at which the QR code is sharp. */
const WIDTH = 1_480;
const HEIGHT = 2_100;
const SCALE = 2;
const MARGIN = 110;
const QR = 440;
const FONT = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** Draws the voucher's sheet, black on white, as its print looks. `plate` is the drawing on the page. */
export const drawSheet = async (
  voucher: Pick<VoucherView, 'qr'>,
  plate: SVGSVGElement,
  words: SheetWords,
): Promise<HTMLCanvasElement> => {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH * SCALE;
  canvas.height = HEIGHT * SCALE;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser draws no pictures');
  context.scale(SCALE, SCALE);
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.fillStyle = '#000000';
  context.textBaseline = 'top';

  let y = MARGIN;
  const write = (text: string, size: number, weight: number, x = MARGIN): void => {
    context.font = `${weight} ${size}px ${FONT}`;
    let line = '';
    const end = (): void => {
      context.fillText(line, x, y);
      y += size * 1.45;
      line = '';
    };
    // Latin words stay whole; Chinese text breaks anywhere.
    for (const piece of text.match(/[\u0020-\u024f]+?(?:\s|$)|[\u0021-\u024f]+|./gu) ?? []) {
      if (line !== '' && context.measureText(line + piece).width > WIDTH - MARGIN - x) end();
      line += piece;
    }
    if (line !== '') end();
  };

  write(words.title, 60, 700);
  y += 20;
  const top = y;
  const wide = WIDTH - 3 * MARGIN - QR;
  const { width, height } = plate.viewBox.baseVal;
  context.drawImage(
    await imageOf(standAlone(plate)),
    MARGIN,
    top + (QR - (wide * height) / width) / 2,
    wide,
    (wide * height) / width,
  );
  context.imageSmoothingEnabled = false;
  context.drawImage(await imageOf(voucher.qr), WIDTH - MARGIN - QR, top, QR, QR);
  y = top + QR + 40;
  for (const [name, value] of words.facts) {
    context.fillRect(MARGIN, y - 8, WIDTH - 2 * MARGIN, 2);
    const row = y;
    context.fillStyle = '#333333';
    write(name, 38, 400);
    context.fillStyle = '#000000';
    y = row;
    write(value, 38, 600, MARGIN + 360);
    y += 18;
  }
  y += 16;
  write(words.bring, 42, 700);
  for (const document of words.documents) write(`• ${document}`, 36, 400);
  y += 16;
  for (const note of words.notes) write(note, 32, 400);
  return canvas;
};

const imageOf = async (svg: string): Promise<HTMLImageElement> => {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  return image;
};

/** The plate without the page's style sheet: each part carries its styles as attributes. */
const standAlone = (plate: SVGSVGElement): string => {
  const copy = plate.cloneNode(true) as SVGSVGElement;
  const { width, height } = plate.viewBox.baseVal;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  // Firefox draws no picture that has no size of its own.
  copy.setAttribute('width', String(2 * width));
  copy.setAttribute('height', String(2 * height));
  const shown = plate.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((part, i) => {
    const style = getComputedStyle(shown[i] ?? plate);
    for (const name of PAINT) part.setAttribute(name, style.getPropertyValue(name));
  });
  return new XMLSerializer().serializeToString(copy);
};
const PAINT = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-linecap',
  'stroke-linejoin',
  'font-family',
  'font-size',
  'font-weight',
] as const;
