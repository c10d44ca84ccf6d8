import { z } from 'zod';
import type { Serial } from '../../protocol/plate.ts';
import { type Refusal, refuse } from '../../protocol/refusals.ts';
import type { Address } from '../pool/block.ts';
import type { Committed, Outcome, Repeated } from '../pool/store.ts';

/** The answer to a command: its facts, or a refusal. The store remembers it as JSON. */
export type Result<Answer = unknown> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly refusal: Refusal };

export const ok = <Answer>(answer: Answer): Result<Answer> => ({ ok: true, answer });
export const refused = (...refusal: Parameters<typeof refuse>): Result<never> => ({
  ok: false,
  refusal: refuse(...refusal),
});

const banned = z.object({ until: z.string() });

/**
 * The answer to a command that the store has settled. It depends on what the store remembers and on nothing else, so a
 * resend gets the same answer (SAFE-1).
 */
export const resultOf = <Answer>(
  settled: Committed<Outcome> | Repeated,
  serialAt: (address: Address) => Serial,
): Result<Answer> => {
  switch (settled.outcome) {
    case 'captchaWrong':
    case 'captchaSpent':
    case 'noneFree':
      return refused(settled.outcome);
    case 'holdGone':
      return refused('holdLapsed');
    case 'reservationGone':
    case 'reservedAlready':
      return refused('wrongStage');
    case 'banned':
      return refused('banned', { until: Number(banned.parse(JSON.parse(settled.answer)).until) });
    case 'drawn':
      return ok({ outcome: 'drawn', plates: settled.numbers.map(serialAt) }) as Result<Answer>;
    default:
      // This room wrote the text, for a command with the same digest, so it has the command's own form.
      return JSON.parse(settled.answer) as Result<Answer>;
  }
};
