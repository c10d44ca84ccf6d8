import { z } from 'zod';
import { instant } from '../../protocol/ids.ts';
import { isSame } from '../checks/same.ts';

/** The state of an SMS code (SMS-2): of a hold, of a registration, or of the form. */
export const issuedCode = z.object({
  /** Keyed hash of the code last sent; null where none is good. */
  digest: z.string().nullable(),
  sentAt: instant.nullable(),
  expiresAt: instant,
  /** Outlives the code itself, so that going back and forth does not send messages any faster. */
  resendFrom: instant,
  entriesLeft: z.int(),
});
export type IssuedCode = z.infer<typeof issuedCode>;

/** The figures of SMS-2. */
export type CodeLimits = {
  readonly codeLifeSeconds: number;
  readonly codeResendSeconds: number;
  readonly codeEntries: number;
};

/** No code, and when one may be asked for, in ms. */
export const noCode = ({ codeEntries }: CodeLimits, resendFrom = 0): IssuedCode => ({
  digest: null,
  sentAt: null,
  expiresAt: 0,
  resendFrom,
  entriesLeft: codeEntries,
});

/** The state after a code was made at `now`; `codeTooSoon` before its time. */
export const issueCode = (
  code: IssuedCode,
  digest: string,
  now: number,
  { codeLifeSeconds, codeResendSeconds, codeEntries }: CodeLimits,
): IssuedCode | 'codeTooSoon' =>
  now < code.resendFrom
    ? 'codeTooSoon'
    : {
        digest,
        sentAt: now,
        expiresAt: now + codeLifeSeconds * 1_000,
        resendFrom: now + codeResendSeconds * 1_000,
        entriesLeft: codeEntries,
      };

/**
 * The state after the gateway did not take the code with this digest (SMS-4): it cost nothing but time, and another may
 * be asked for at once. The very same state if another code was made since.
 */
export const takeBackCode = <Code extends IssuedCode>(code: Code, digest: string, limits: CodeLimits): Code =>
  code.digest !== null && isSame(digest, code.digest) ? { ...code, ...noCode(limits) } : code;

/** Judges the code that was entered at `now`; the state goes on with one entry less where it is wrong. */
export const judgeCode = <Code extends IssuedCode>(
  code: Code,
  digest: string,
  now: number,
): 'right' | 'codeNotRequested' | 'codeDead' | { readonly codeWrong: Code } => {
  if (code.digest === null) return 'codeNotRequested';
  if (code.entriesLeft === 0 || now >= code.expiresAt) return 'codeDead';
  return isSame(digest, code.digest) ? 'right' : { codeWrong: { ...code, entriesLeft: code.entriesLeft - 1 } };
};
