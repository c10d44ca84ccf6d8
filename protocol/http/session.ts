import { z } from 'zod';
import { selectionId } from '../ids.ts';
import { workProof } from '../work.ts';

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
