import { z } from 'zod';
import { codeOf } from '../normal-form.ts';
import { workProof } from '../work.ts';
import { deskRole } from './views.ts';

/** What an authenticator shows; width and blanks do not matter. */
const oneTimeCode = z.string().max(64).overwrite(codeOf);

/** `POST /api/desk/session`: sign in at the desk. `GET`: who is signed in (204: nobody). `DELETE`: sign out (204). */
export const deskSignInRequest = z.strictObject({
  userName: z.string().min(1).max(64),
  passPhrase: z.string().min(1).max(256),
  /** `cookie`: `xuanhao_desk`. `body`: `token`, for Socket.IO's `auth.token` and for `Authorization: Bearer`. */
  tokenIn: z.enum(['cookie', 'body']).default('cookie'),
  /** Where it was refused as `oneTimeCodeRequired`. */
  code: oneTimeCode.optional(),
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
  /** `demanded`: it has none yet, and must be set up before anything else. */
  secondFactor: z.enum(['on', 'off', 'demanded']),
  demo: z.boolean(),
  token: z.string().optional(),
});
export type DeskSessionView = z.infer<typeof deskSessionView>;

/** `POST /api/desk/pass-phrase`: change one's own; every other session of the account ends. Answers as signing in does. */
export const deskPassPhraseChange = z.strictObject({
  passPhrase: z.string().min(1).max(256),
  newPassPhrase: z.string().max(256),
  code: oneTimeCode.optional(),
  tokenIn: z.enum(['cookie', 'body']).default('cookie'),
});
export type DeskPassPhraseChange = z.input<typeof deskPassPhraseChange>;

/** `POST /api/desk/second-factor`: a secret for an authenticator; it counts for nothing before its first code. */
export const secondFactorRequest = z.strictObject({ passPhrase: z.string().min(1).max(256) });
export type SecondFactorRequest = z.input<typeof secondFactorRequest>;

/** The secret, told this once: as text, and as a QR code in SVG. */
export const secondFactorOffer = z.object({ secret: z.string(), qr: z.string() });
export type SecondFactorOffer = z.infer<typeof secondFactorOffer>;

/** `POST /api/desk/second-factor/code`: the first code, within ten minutes. Every other session of the account ends. Answers as signing in does. */
export const secondFactorProof = z.strictObject({
  code: oneTimeCode,
  tokenIn: z.enum(['cookie', 'body']).default('cookie'),
});
export type SecondFactorProof = z.input<typeof secondFactorProof>;

/** `POST /api/desk/second-factor/end`: turns one's own off; every other session of the account ends. Answers as signing in does. */
export const secondFactorEnd = z.strictObject({
  passPhrase: z.string().min(1).max(256),
  code: oneTimeCode,
  tokenIn: z.enum(['cookie', 'body']).default('cookie'),
});
export type SecondFactorEnd = z.input<typeof secondFactorEnd>;

/** `GET /api/desk/demo`: how to try the desk; 404 where there is no demo, 403 where its desk is not for this caller. */
export const deskDemo = z.object({ clerk: z.string(), manager: z.string(), passPhrase: z.string() });
export type DeskDemo = z.infer<typeof deskDemo>;
