import { createHmac, randomInt } from 'node:crypto';
import type { HoldToken } from '../../../protocol/ids.ts';

/** What a code confirms: the details of the form (FLOW-1), or the reservation (FLOW-2). */
export type CodePurpose = 'details' | 'reservation';

type Bound = {
  readonly key: Buffer;
  /** The hold that the code is for. */
  readonly token: HoldToken;
  readonly purpose: CodePurpose;
};

/** A new code of six digits, and the digest to keep in its place. Its life and entries are counted by the record. */
export const makeCode = (bound: Bound): { code: string; digest: string } => {
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  return { code, digest: digestOf({ ...bound, code }) };
};

/**
 * The keyed digest of a code, the same only for the same hold and purpose: a code from another hold or stage never
 * works (SMS-2). Keyed, because a million codes are soon tried by whoever reads the digest.
 */
export const digestOf = ({ key, token, purpose, code }: Bound & { readonly code: string }): string =>
  createHmac('sha256', key).update(`${purpose}/${token}/${code}`).digest('base64url');
