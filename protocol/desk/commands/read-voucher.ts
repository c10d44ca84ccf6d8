import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { serial } from '../../plate.ts';
import { deskSelection } from '../views.ts';

export const readVoucher = {
  kind: 'query',
  role: 'clerk',
  audited: true,
  description:
    'Query: the reservation of a voucher, by the text of its QR code, whose signature is verified offline (DONE-2), or by the plate. Compare it with the document before `collectVoucher`.',
  request: z.strictObject({
    voucher: z.discriminatedUnion('by', [
      z.strictObject({ by: z.literal('qr'), text: z.string().min(1).max(2_000) }),
      z.strictObject({ by: z.literal('plate'), plate: z.string().min(1).max(64) }),
    ]),
  }),
  answer: z.object({
    plate: serial,
    lastDay: z.string(),
    lastDayProvisional: z.boolean(),
    signed: z.boolean().describe('The signature is valid; false if only the plate was given.'),
    selection: deskSelection,
  }),
  refusals: ['voucherWrong', 'voucherOfAnother', 'reservationUnknown', 'alreadyCollected', 'collectionMissed'],
} as const satisfies DeskCommand;
