import { z } from 'zod';
import { instant, selectionId } from './ids.ts';
import { workProof } from './work.ts';

/** `POST /api/session`: sign in. A browser keeps the cookie; another client asks for the token in the body. */
export const signInRequest = z.strictObject({
  userName: z.string().min(1).max(64),
  passPhrase: z.string().min(1).max(256),
  tokenIn: z.enum(['cookie', 'body']).default('cookie'),
  /** Where it was refused as `workRequired`: the work that was asked for. */
  work: workProof.optional(),
});
export type SignInRequest = z.input<typeof signInRequest>;

/** Who is signed in; names are masked. `token` only where it was asked for: pass it as Socket.IO's `auth.token`. */
export const sessionView = z.object({
  userName: z.string(),
  displayName: z.string(),
  kind: z.enum(['individual', 'organisation']),
  /** Signed in person; who is not may look things up, and no more (ACCT-1). */
  inPerson: z.boolean(),
  /** The pass-phrase must be changed before anything else (ACCT-3). */
  mustChange: z.boolean(),
  /** Those that a number may be chosen for; pass `selection` as Socket.IO's `auth.vehicle` where there are several. */
  vehicles: z.array(z.object({ selection: selectionId, vin: z.string(), model: z.string() })),
  /** The vehicle, where there is exactly one. */
  vehicle: z.object({ vin: z.string(), model: z.string() }).nullable(),
  demo: z.boolean(),
  token: z.string().optional(),
});
export type SessionView = z.infer<typeof sessionView>;

/** `GET /api/demo`: how to sign in as a demo applicant; 404 where there are none. */
export const demoAccounts = z.object({
  first: z.string(),
  last: z.string(),
  count: z.int(),
  passPhrase: z.string(),
  /** Signed in person, with a vehicle that is in the register but not applied for: to try the form with (FLOW-1). */
  newcomers: z
    .array(
      z.object({
        userName: z.string(),
        vehicles: z.array(z.object({ vin: z.string(), invoiceCode: z.string(), invoiceNumber: z.string() })),
      }),
    )
    .optional(),
});
export type DemoAccounts = z.infer<typeof demoAccounts>;

/** `GET /api/outbox`: the development outbox of the signed-in applicant, newest first (SMS-4). */
export const outboxView = z.object({
  messages: z.array(z.object({ at: instant, phone: z.string(), text: z.string() })),
});
export type OutboxView = z.infer<typeof outboxView>;

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
