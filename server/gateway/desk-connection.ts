import type { DeskAccount } from '../desk/accounts.ts';
import type { Imports } from '../desk/imports.ts';
import { type Allowance, TokenBucket } from '../limits/token-bucket.ts';

const ALLOWANCES = {
  /** A look-up may be some reads of the store. */
  query: { perSecond: 10, burst: 40 },
  /** Each is a deed of one person. */
  command: { perSecond: 3, burst: 15 },
  /** 2 MB a second; each waits besides until the one before it has been taken in. */
  part: { perSecond: 400, burst: 400 },
} as const satisfies Record<string, Allowance>;
export type DeskAllowance = keyof typeof ALLOWANCES;

/** One connection to `/desk`, and what this node keeps of it while it lasts. */
export class DeskConnection {
  readonly account: DeskAccount;
  readonly imports: Imports;
  /** Something is done in this visitor's session; false where that has ended for doing nothing. */
  readonly did: () => Promise<boolean>;
  readonly #buckets: Record<DeskAllowance, TokenBucket>;

  /** @param now ms, of any clock that runs evenly */
  constructor(who: Pick<DeskConnection, 'account' | 'imports' | 'did'>, now: number) {
    this.account = who.account;
    this.imports = who.imports;
    this.did = who.did;
    this.#buckets = {
      query: new TokenBucket(ALLOWANCES.query, now),
      command: new TokenBucket(ALLOWANCES.command, now),
      part: new TokenBucket(ALLOWANCES.part, now),
    };
  }

  /** Takes from an allowance; answers null, or from when it can be tried again. */
  spend(kind: DeskAllowance, now: number): number | null {
    const bucket = this.#buckets[kind];
    return bucket.take(now) ? null : bucket.nextAt();
  }
}
