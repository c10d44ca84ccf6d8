import { z } from 'zod';
import { captchaId, instant } from './ids.ts';
import { workChallenge, workProof } from './work.ts';

export const captchaChallenge = z
  .object({
    id: captchaId,
    image: z.string().describe('`data:image/png;base64,…`; four characters to read.'),
    work: workChallenge,
    expiresAt: instant,
  })
  .describe(
    'A captcha: an image to read, or a proof of work that the browser finds by itself. Either answer serves once, for the selection that asked, until `expiresAt`.',
  );
export type CaptchaChallenge = z.infer<typeof captchaChallenge>;

export const captchaAnswer = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('text'), id: captchaId, text: z.string().min(1).max(64) }),
    workProof.extend({ kind: z.literal('work'), id: captchaId }),
  ])
  .describe(
    'The text on the image (case, width and blanks do not matter), or the number found, with the unchanged challenge.',
  );
export type CaptchaAnswer = z.infer<typeof captchaAnswer>;
