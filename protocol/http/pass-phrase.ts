import { z } from 'zod';

/**
 * `POST /api/pass-phrase`: changes the pass-phrase of who is signed in, which the one that came by SMS must be first
 * (ACCT-3). All sessions of the account end; a new one begins and is told as `POST /api/session` tells it. 401
 * `signInWrong` for a wrong old one, 422 `formWrong` for a new one that will not do.
 */
export const passPhraseChange = z.strictObject({
  passPhrase: z.string().min(1).max(256),
  newPassPhrase: z.string().max(256),
  tokenIn: z.enum(['cookie', 'body']).default('cookie'),
});
export type PassPhraseChange = z.input<typeof passPhraseChange>;
