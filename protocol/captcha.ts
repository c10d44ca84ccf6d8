import { z } from 'zod';
import { captchaId, instant } from './ids.ts';

/**
 * A captcha: an image to read, or for those who cannot, a proof of work that the browser finds by itself. Either
 * answer serves, once, for the selection that asked, until `expiresAt`.
 */
export const captchaChallenge = z.object({
  id: captchaId,
  /** `data:image/png;base64,…` */
  image: z.string(),
  /** An ALTCHA version 1 challenge: find `number` so that SHA-256(salt + number) is `challenge`, in hex. */
  work: z.object({
    algorithm: z.literal('SHA-256'),
    challenge: z.string(),
    salt: z.string(),
    maxNumber: z.int(),
    signature: z.string(),
  }),
  expiresAt: instant,
});
export type CaptchaChallenge = z.infer<typeof captchaChallenge>;

export const captchaAnswer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), id: captchaId, text: z.string().min(1).max(16) }),
  z.strictObject({
    kind: z.literal('work'),
    id: captchaId,
    challenge: z.string().max(128),
    salt: z.string().max(256),
    signature: z.string().max(128),
    number: z.int().min(0),
  }),
]);
export type CaptchaAnswer = z.infer<typeof captchaAnswer>;
