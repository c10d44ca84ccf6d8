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
  phone: z.string().describe('The mobile that codes go to, masked.'),
  sentAt: instant.nullable().describe('The sending of the last code; null before the first.'),
  expiresAt: instant.nullable().describe('The instant at which the code expires.'),
  resendFrom: instant.describe('The instant from which a code may be requested (again).'),
  entriesLeft: z.int().min(0).describe('Wrong entries left before the code dies.'),
});
export type CodeState = z.infer<typeof codeState>;
