import type { SelectionId } from '../../protocol/ids.ts';
import type { RefusalCode, RefusalFacts } from '../../protocol/refusals.ts';
import { type CodeLimits, issueCode, judgeCode, noCode, takeBackCode } from '../codes/issued-code.ts';
import type { Details } from './details.ts';
import type { Ineligible } from './eligibility.ts';
import type { ApplicationAt, ApplicationRecord } from './record.ts';

/** An input of the machine. Facts that had to be looked up for it are part of it. */
export type FormInput =
  | { readonly kind: 'acceptNotice' }
  | {
      readonly kind: 'enterDetails';
      readonly details: Details;
      /** A new id for this version of the details: a code is bound to it. */
      readonly form: string;
      readonly found: { readonly model: string } | Ineligible;
    }
  | { readonly kind: 'goBack' }
  /** `digest`: of the code to send. */
  | { readonly kind: 'requestCode'; readonly digest: string }
  | { readonly kind: 'codeNotSent'; readonly digest: string }
  /** `digest`: of the entered code. `found` is looked up again: it may have changed since the details. */
  | {
      readonly kind: 'enterCode';
      readonly digest: string;
      readonly found: { readonly model: string; readonly selection: SelectionId } | Ineligible;
    };

/** The next record, and a refusal if there is one. A decision that changes nothing returns the same record. */
export type FormDecision = {
  readonly next: ApplicationRecord;
  readonly refusal?: { readonly code: RefusalCode; readonly facts?: RefusalFacts; readonly field?: keyof Details };
};

/**
 * Decides the next step of an application (FLOW-1): notice → details → review → complete. Only the review allows a step
 * back. After an accepted code there is none: the next application begins with its own notice.
 */
export const decide = (record: ApplicationRecord, input: FormInput, now: number, limits: CodeLimits): FormDecision => {
  switch (record.stage) {
    case 'notice':
    case 'complete':
      if (input.kind === 'acceptNotice') return { next: { stage: 'details', details: null, resendFrom: 0 } };
      break;
    case 'details':
      if (input.kind === 'enterDetails') return enterDetails(record, input, limits);
      break;
    case 'review':
      if (input.kind === 'goBack') return { next: backFrom(record) };
      if (input.kind === 'requestCode') return requestCode(record, input.digest, now, limits);
      if (input.kind === 'codeNotSent') return codeNotSent(record, input.digest, limits);
      if (input.kind === 'enterCode') return enterCode(record, input, now, limits);
  }
  return { next: record, refusal: { code: 'wrongStage' } };
};

const enterDetails = (
  record: ApplicationAt<'details'>,
  { details, form, found }: Extract<FormInput, { kind: 'enterDetails' }>,
  limits: CodeLimits,
): FormDecision =>
  'code' in found
    ? { next: record, refusal: found }
    : { next: { stage: 'review', details, model: found.model, form, code: noCode(limits, record.resendFrom) } };

const backFrom = ({ details, code }: ApplicationAt<'review'>): ApplicationAt<'details'> => ({
  stage: 'details',
  details,
  resendFrom: code.resendFrom,
});

const requestCode = (
  record: ApplicationAt<'review'>,
  digest: string,
  now: number,
  limits: CodeLimits,
): FormDecision => {
  const code = issueCode(record.code, digest, now, limits);
  return code === 'codeTooSoon'
    ? { next: record, refusal: { code, facts: { notBefore: record.code.resendFrom } } }
    : { next: { ...record, code } };
};

/** SMS-4: a gateway that is down costs nothing but time. Another code may be requested at once. */
const codeNotSent = (record: ApplicationAt<'review'>, digest: string, limits: CodeLimits): FormDecision => {
  const code = takeBackCode(record.code, digest, limits);
  return { next: code === record.code ? record : { ...record, code } };
};

const enterCode = (
  record: ApplicationAt<'review'>,
  { digest, found }: Extract<FormInput, { kind: 'enterCode' }>,
  now: number,
  limits: CodeLimits,
): FormDecision => {
  const judged = judgeCode(record.code, digest, now);
  if (typeof judged === 'object') {
    const { entriesLeft } = judged.codeWrong;
    return { next: { ...record, code: judged.codeWrong }, refusal: { code: 'codeWrong', facts: { entriesLeft } } };
  }
  if (judged !== 'right') return { next: record, refusal: { code: judged } };
  // The code was right and is used up. The refusal has another reason, so another entry of this code cannot help.
  if ('code' in found) return { next: { ...record, code: noCode(limits, record.code.resendFrom) }, refusal: found };
  const { vin } = record.details;
  return { next: { stage: 'complete', selection: found.selection, vin, model: found.model, completedAt: now } };
};
