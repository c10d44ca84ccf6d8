import type { VoucherView } from '../../../protocol/http/voucher.ts';
import { saveFile } from '../save-file.ts';
import { pdfOf } from './picture-pdf.ts';
import { drawSheet, type SheetWords } from './sheet-picture.ts';

/** A5 in points. */
const A5 = { width: 419.53, height: 595.28 };
const QUALITY = 0.92;

/** Saves the voucher's sheet as a PDF, or as a picture for a phone's album. */
export const saveVoucher = async (
  as: 'pdf' | 'jpg',
  voucher: Pick<VoucherView, 'qr' | 'prefix' | 'plate'>,
  plate: SVGSVGElement,
  words: SheetWords,
): Promise<void> => {
  const canvas = await drawSheet(voucher, plate, words);
  const picture = await new Promise<Blob | null>((made) => {
    canvas.toBlob(made, 'image/jpeg', QUALITY);
  });
  if (picture === null) throw new Error('this browser makes no pictures');
  const bytes = new Uint8Array(await picture.arrayBuffer());
  const file = as === 'jpg' ? picture : pdfOf(bytes, { width: canvas.width, height: canvas.height }, A5);
  saveFile(file, `${voucher.prefix}${voucher.plate}.${as}`);
};
