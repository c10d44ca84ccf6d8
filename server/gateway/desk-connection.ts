import type { DeskAccount } from '../desk/accounts.ts';
import type { Imports } from '../desk/imports.ts';
import { type Allowance, TokenBucket } from '../limits/token-bucket.ts';

const ALLOWANCES = {
  /** Each may be several reads of the store. */
  query: { perSecond: 10, burst: 40 },
  /** Each is an action of one person. */
  command: { perSecond: 3, burst: 15 },
  /** 2 MB a second; a part is also answered only once it is read. */
  part: { perSecond: 400, burst: 400 },
} as const satisfies Record<string, Allowance>;
export type DeskAllowance = keyof typeof ALLOWANCES;

/** One connection to `/desk` and its state at this node. */
export class DeskConnection {
  readonly account: DeskAccount;
  readonly imports: Imports;
  /** Records an action in the session; false if the session had ended when idle. */
  readonly noteActivity: () => Promise<boolean>;
  readonly #buckets: Record<DeskAllowance, TokenBucket>;

  /** @param now ms, of any monotonic clock */
  constructor(who: Pick<DeskConnection, 'account' | 'imports' | 'noteActivity'>, now: number) {
    this.account = who.account;
    this.imports = who.imports;
    this.noteActivity = who.noteActivity;
    this.#buckets = {
      query: new TokenBucket(ALLOWANCES.query, now),
      command: new TokenBucket(ALLOWANCES.command, now),
      part: new TokenBucket(ALLOWANCES.part, now),
    };
  }

  /** Spends one request of an allowance. Returns null, or the time (ms) at which the next one is available. */
  spend(kind: DeskAllowance, now: number): number | null {
    const bucket = this.#buckets[kind];
    return bucket.take(now) ? null : bucket.nextAt();
  }
}
