import { z } from 'zod';
import { captchaId, instant } from './ids.ts';

export const captchaChallenge = z
  .object({
    id: captchaId,
    image: z.string().describe('`data:image/png;base64,…`; four characters to read.'),
    work: z
      .object({
        algorithm: z.literal('SHA-256'),
        challenge: z.string(),
        salt: z.string(),
        maxNumber: z.int(),
        signature: z.string(),
      })
      .describe(
        'An ALTCHA version 1 challenge: find the `number` from 0 to `maxNumber` for which SHA-256(salt + number in decimal) is `challenge`, in hex.',
      ),
    expiresAt: instant,
  })
  .describe(
    'A captcha: an image to read, or for those who cannot, a proof of work that the browser finds by itself. Either answer serves, once, for the selection that asked, until `expiresAt`.',
  );
export type CaptchaChallenge = z.infer<typeof captchaChallenge>;

export const captchaAnswer = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('text'), id: captchaId, text: z.string().min(1).max(64) }),
    z.strictObject({
      kind: z.literal('work'),
      id: captchaId,
      challenge: z.string().max(128),
      salt: z.string().max(256),
      signature: z.string().max(128),
      number: z.int().min(0),
    }),
  ])
  .describe(
    'The text on the image (case, width and blanks do not matter), or the number that was found, with the challenge as it was given.',
  );
export type CaptchaAnswer = z.infer<typeof captchaAnswer>;
