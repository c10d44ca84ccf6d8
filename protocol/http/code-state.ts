import { z } from 'zod';
import { instant } from '../ids.ts';
import { codeOf } from '../normal-form.ts';

/** Six digits, as they came by SMS; width and blanks do not matter. */
export const smsCode = z
  .string()
  .max(64)
  .overwrite(codeOf)
  .regex(/^[0-9]{6}$/);

/** What may be read of an SMS code's state; never the code (SMS-2). */
export const codeState = z.object({
  phone: z.string().describe('Where codes go, masked.'),
  sentAt: instant.nullable().describe('When the last code was sent; null where none was.'),
  expiresAt: instant.nullable().describe('When it stops to work.'),
  resendFrom: instant.describe('From when a code may be asked for (again).'),
  entriesLeft: z.int().min(0).describe('Wrong entries left before the code dies.'),
});
export type CodeState = z.infer<typeof codeState>;
