import { z } from 'zod';
import { instant } from '../ids.ts';

/** `GET /api/voucher`: the voucher of the signed-in applicant's reserved number (DONE-2). */
export const voucherView = z.object({
  plate: z.string(),
  prefix: z.string(),
  displayName: z.string(),
  vehicle: z.object({ vin: z.string(), model: z.string() }),
  reservedAt: instant,
  lastDay: z.string(),
  lastDayProvisional: z.boolean(),
  /** A compact JWS (EdDSA); `GET /api/voucher-key` has the public key as a JWK. */
  signed: z.string(),
  /** The QR code of `signed`, as an SVG document. */
  qr: z.string(),
});
export type VoucherView = z.infer<typeof voucherView>;
