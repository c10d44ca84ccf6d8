import { createHmac, randomInt } from 'node:crypto';

/** What a code confirms: a mobile (ACCT-1), the details of the form (FLOW-1), or the reservation (FLOW-2). */
type CodePurpose = 'registration' | 'details' | 'reservation';

type Bound = {
  readonly key: Buffer;
  /** What the code is for, by a name of its own: a hold's token, one filling-in of a form. */
  readonly token: string;
  readonly purpose: CodePurpose;
};

/** A new code of six digits, and the digest to keep in its place. Its life and entries are counted by the record. */
export const makeCode = (bound: Bound): { code: string; digest: string } => {
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  return { code, digest: digestOf({ ...bound, code }) };
};

/**
 * The keyed digest of a code, the same only for the same thing and purpose: a code from another hold or stage never
 * works (SMS-2). Keyed, because a million codes are soon tried by whoever reads the digest.
 */
export const digestOf = ({ key, token, purpose, code }: Bound & { readonly code: string }): string =>
  createHmac('sha256', key).update(`${purpose}/${token}/${code}`).digest('base64url');
