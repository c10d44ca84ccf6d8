import type { FieldProblem } from '../../protocol/form-problems.ts';
import { type Refusal, type RefusalCode, refuse } from '../../protocol/refusals.ts';

/** What a desk command is answered; a refused form says what is wrong with each field. */
export type DeskResult<Answer = unknown> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly refusal: Refusal; readonly problems?: readonly FieldProblem[] };

/** A desk action: what is answered, and what is written down of it. */
export type Acted<Answer = unknown> = {
  readonly said: DeskResult<Answer>;
  /** What it was done to, masked. */
  readonly subject?: string;
  readonly reason?: string;
  /** What the trail says came of it, where that is not `done` although nothing was refused. */
  readonly outcome?: 'proposed';
  readonly before?: unknown;
  readonly after?: unknown;
};

type Noted = Omit<Acted, 'said'>;

export const acted = <Answer>(answer: Answer, noted: Noted = {}): Acted<Answer> => ({
  said: { ok: true, answer },
  ...noted,
});

export const refused = (code: RefusalCode, noted: Noted = {}, problems?: readonly FieldProblem[]): Acted<never> => ({
  said: { ok: false, refusal: refuse(code), ...(problems === undefined ? {} : { problems }) },
  ...noted,
});
