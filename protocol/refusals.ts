import { z } from 'zod';
import { applying } from './refusals/applying.ts';
import { choosing } from './refusals/choosing.ts';
import { desk } from './refusals/desk.ts';
import { requests } from './refusals/requests.ts';
import { service } from './refusals/service.ts';
import { signingIn } from './refusals/signing-in.ts';
import { smsCodes } from './refusals/sms-codes.ts';
import { workChallenge } from './work.ts';

/**
 * The closed list of refusals (FLOW-3). A refusal is a value, never a throw, and costs nothing (SAFE-3) unless its
 * own sentence says so.
 */
export const refusals = {
  ...requests,
  ...signingIn,
  ...choosing,
  ...smsCodes,
  ...applying,
  ...desk,
  ...service,
} as const;

export type RefusalCode = keyof typeof refusals;
const codes = Object.keys(refusals) as [RefusalCode, ...RefusalCode[]];

export const refusal = z
  .object({
    code: z.enum(codes),
    retry: z
      .enum(['now', 'later', 'after-change', 'never'])
      .describe('When trying again can help: at once, later, after another action, or never.'),
    zh: z.string(),
    en: z.string(),
    notBefore: z.int().optional().describe('For `later`, if known: the instant from which trying again can help.'),
    until: z.int().optional().describe('For `banned`: the instant at which the ban ends.'),
    work: workChallenge
      .optional()
      .describe(
        'For `workRequired`: send the same request again with `work`, the unchanged challenge and the `number` found.',
      ),
    entriesLeft: z.int().optional().describe('For `codeWrong`: entries left before the code dies.'),
    fields: z
      .array(z.string())
      .optional()
      .describe(
        'For `badRequest`: the paths of the wrong fields, never their values. Empty for the request as a whole.',
      ),
  })
  .describe('A refusal on the wire: its code, whether trying again can help, and a sentence in each language.');
export type Refusal = z.infer<typeof refusal>;
export type RefusalFacts = Pick<Refusal, 'notBefore' | 'until' | 'work' | 'entriesLeft' | 'fields'>;

/** Builds the wire form of a refusal. */
export const refuse = (code: RefusalCode, facts: RefusalFacts = {}): Refusal => {
  const { retry, zh, en } = refusals[code];
  return { code, retry, zh, en, ...facts };
};
