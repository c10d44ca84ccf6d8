import type { FieldProblem } from '../../protocol/form-problems.ts';
import { type Refusal, type RefusalCode, refuse } from '../../protocol/refusals.ts';

/** The result of a desk command; a refused form has the problem of each field. */
export type DeskResult<Answer = unknown> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly refusal: Refusal; readonly problems?: readonly FieldProblem[] };

/** A desk action: its result, and its entry in the audit trail. */
export type Acted<Answer = unknown> = {
  readonly result: DeskResult<Answer>;
  /** The object of the action, masked. */
  readonly subject?: string;
  readonly reason?: string;
  /** The outcome in the trail, if other than `done` without a refusal. */
  readonly outcome?: 'proposed';
  readonly before?: unknown;
  readonly after?: unknown;
};

type Noted = Omit<Acted, 'result'>;

export const acted = <Answer>(answer: Answer, noted: Noted = {}): Acted<Answer> => ({
  result: { ok: true, answer },
  ...noted,
});

export const refused = (code: RefusalCode, noted: Noted = {}, problems?: readonly FieldProblem[]): Acted<never> => ({
  result: { ok: false, refusal: refuse(code), ...(problems === undefined ? {} : { problems }) },
  ...noted,
});
