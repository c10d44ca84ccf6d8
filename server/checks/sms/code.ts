import { createHmac, randomInt } from 'node:crypto';

/** The object that a code confirms: a mobile (ACCT-1), the details of the form (FLOW-1), or the reservation (FLOW-2). */
type CodePurpose = 'registration' | 'details' | 'reservation';

type Bound = {
  readonly key: Buffer;
  /** Identifies the object: a hold's token, or a form's id. */
  readonly token: string;
  readonly purpose: CodePurpose;
};

/** Makes a code of six digits, and the digest to store in its place. The record counts its time and its entries. */
export const makeCode = (bound: Bound): { code: string; digest: string } => {
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  return { code, digest: digestOf({ ...bound, code }) };
};

/**
 * The keyed digest of a code. It covers the object and the purpose: a code from another hold or stage never works
 * (SMS-2). Without a key, a reader of the digest could try the million codes.
 */
export const digestOf = ({ key, token, purpose, code }: Bound & { readonly code: string }): string =>
  createHmac('sha256', key).update(`${purpose}/${token}/${code}`).digest('base64url');
