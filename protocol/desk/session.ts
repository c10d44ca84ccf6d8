import { z } from 'zod';
import { workProof } from '../work.ts';
import { deskRole } from './views.ts';

/** `POST /api/desk/session`: sign in at the desk. `GET`: who is signed in (204: nobody). `DELETE`: sign out (204). */
export const deskSignInRequest = z.strictObject({
  userName: z.string().min(1).max(64),
  passPhrase: z.string().min(1).max(256),
  /** `cookie`: `xuanhao_desk`. `body`: `token`, for Socket.IO's `auth.token` and for `Authorization: Bearer`. */
  tokenIn: z.enum(['cookie', 'body']).default('cookie'),
  /** Where it was refused as `workRequired`: the work that was asked for. */
  work: workProof.optional(),
});
export type DeskSignInRequest = z.input<typeof deskSignInRequest>;

/** Who is signed in at the desk. */
export const deskSessionView = z.object({
  userName: z.string(),
  role: deskRole,
  /** The pass-phrase was made by the server, and must be changed before anything else. */
  mustChange: z.boolean(),
  demo: z.boolean(),
  token: z.string().optional(),
});
export type DeskSessionView = z.infer<typeof deskSessionView>;

/** `POST /api/desk/pass-phrase`: change one's own; every other session of the account ends. Answers as signing in does. */
export const deskPassPhraseChange = z.strictObject({
  passPhrase: z.string().min(1).max(256),
  newPassPhrase: z.string().max(256),
  tokenIn: z.enum(['cookie', 'body']).default('cookie'),
});
export type DeskPassPhraseChange = z.input<typeof deskPassPhraseChange>;

/** `GET /api/desk/demo`: how to try the desk; 404 where there is no demo, 403 where its desk is not for this caller. */
export const deskDemo = z.object({ clerk: z.string(), manager: z.string(), passPhrase: z.string() });
export type DeskDemo = z.infer<typeof deskDemo>;
