import { Hono } from 'hono';
import type { OutboxView } from '../../protocol/http/outbox.ts';
import type { SelectionsView } from '../../protocol/http/selections.ts';
import type { VoucherView } from '../../protocol/http/voucher.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import { maskVin } from '../checks/mask.ts';
import type { Outbox } from '../checks/sms/outbox.ts';
import { type VoucherSigner, voucherQr } from '../checks/voucher.ts';
import { type Account, type Vehicle, vehicleOf } from '../identity/accounts.ts';
import type { Sessions } from '../identity/sessions.ts';
import type { RecordAt } from '../selection/record.ts';
import { applicantOf, refuseHttp } from './routes.ts';

/**
 * The HTTP reads of a signed-in applicant: selections, the development outbox, the voucher and the key that verifies
 * it.
 */
export const applicantRoutes = (parts: {
  sessions: Sessions;
  outbox: Outbox;
  vouchers: VoucherSigner;
  prefix: string;
  /** The vehicle's reserved number, if it has one. */
  reservationOf: (vehicle: Vehicle) => Promise<RecordAt<'reserved'> | undefined>;
  /** The vehicle's present selection, with or without a connection. */
  selectionOf: (account: Account, vehicle: Vehicle) => Promise<SelectionView>;
  now: () => number;
}) => {
  const { sessions, outbox, vouchers, prefix, reservationOf, selectionOf, now } = parts;
  return new Hono()
    .get('/selections', async (context) => {
      const signedIn = await applicantOf(context, sessions);
      if (signedIn instanceof Response) return signedIn;
      const { account } = signedIn;
      const selections = await Promise.all(account.vehicles.map((vehicle) => selectionOf(account, vehicle)));
      return context.json({ now: now(), selections } satisfies SelectionsView);
    })
    .get('/outbox', async (context) => {
      const signedIn = await applicantOf(context, sessions);
      if (signedIn instanceof Response) return signedIn;
      return context.json({ messages: await outbox.read(signedIn.account.phone) } satisfies OutboxView);
    })
    .get('/voucher', async (context) => {
      const signedIn = await applicantOf(context, sessions);
      if (signedIn instanceof Response) return signedIn;
      const { account } = signedIn;
      const vehicle = vehicleOf(account, context.req.query('vehicle'));
      if (vehicle === undefined) return refuseHttp(context, 'vehicleRequired');
      const reservation = await reservationOf(vehicle);
      if (reservation === undefined) return refuseHttp(context, 'wrongStage');
      const { plate, reservedAt, lastDay, lastDayProvisional } = reservation;
      const vin = maskVin(vehicle.vin);
      const signed = await vouchers.sign({ plate: `${prefix}${plate}`, vin, reservedAt, lastDay });
      const view: VoucherView = {
        plate,
        prefix,
        displayName: account.displayName,
        vehicle: { vin, model: vehicle.model },
        reservedAt,
        lastDay,
        lastDayProvisional,
        signed,
        qr: voucherQr(signed),
      };
      return context.json(view);
    })
    .get('/voucher-key', (context) => context.json(vouchers.publicJwk))
    .get('/voucher-keys', (context) => context.json({ keys: vouchers.publicJwks }));
};
