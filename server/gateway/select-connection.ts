import type { RefusalCode } from '../../protocol/refusals.ts';
import type { Keyboard } from '../checks/keyboard.ts';
import type { Chooser } from '../identity/accounts.ts';
import type { Share } from '../limits/connection-quota.ts';
import { type Allowance, TokenBucket } from '../limits/token-bucket.ts';
import type { SelectSocket } from '../push/select-namespace.ts';
import type { Present } from '../selection/selection-cache.ts';

/** Far above the fastest typist, far below what would cost others anything. */
export const ALLOWANCES = {
  /** Answered from memory. */
  query: { perSecond: 40, burst: 80 },
  /** Each is a write in the store. */
  command: { perSecond: 5, burst: 20 },
  /** Each is a picture of some kilobytes. */
  captcha: { perSecond: 1, burst: 6 },
} as const satisfies Record<string, Allowance>;
export type AllowanceKind = keyof typeof ALLOWANCES;

/** All connections of one account at one node: an office's of some twenty people, all typing, on as many vehicles. */
export const ACCOUNT_ALLOWANCES = {
  query: { perSecond: 120, burst: 400 },
  command: { perSecond: 30, burst: 150 },
  captcha: { perSecond: 5, burst: 60 },
} as const satisfies Partial<Record<AllowanceKind, Allowance>>;

/**
 * All connections from one address at one node, by how many there may be: a key each second for everyone, a command
 * for one in five, and a captcha for one in twenty. A mobile network has thousands of people behind one address, so this is for floods alone.
 */
export const addressAllowances = (connections: number) =>
  ({
    query: { perSecond: connections, burst: 2 * connections },
    command: { perSecond: Math.ceil(connections / 5), burst: connections },
    captcha: { perSecond: Math.ceil(connections / 20), burst: Math.ceil(connections / 4) },
  }) as const satisfies Partial<Record<AllowanceKind, Allowance>>;

/** As whom a connection chooses, and what its selection is like at each moment. */
export type Choosing = Chooser & { readonly present: Present };

/** One connection to `/select`, and what this node keeps of it while it lasts. Nothing of it needs to survive. */
export class SelectConnection {
  readonly socket: SelectSocket;
  /** Null for those who only watch. */
  readonly account: Chooser['account'] | null;
  readonly vehicle: Chooser['vehicle'] | null;
  readonly present: Present | null;
  /** What is said to those who only watch, when they try to choose. */
  readonly readOnlyBecause: RefusalCode;
  /** Of the account and of the address, with all their other connections. */
  readonly #shares: readonly Share<AllowanceKind>[];
  /** The own one and those of the shares. Made when first drawn from: of ten thousand connections most only ever type. */
  readonly #buckets: Record<AllowanceKind, readonly TokenBucket[] | undefined> = {
    query: undefined,
    command: undefined,
    captcha: undefined,
  };
  /** The keyboard that was opened last. */
  keyboard: Keyboard | undefined;

  constructor(socket: SelectSocket, who: Choosing | RefusalCode, shares: readonly Share<AllowanceKind>[] = []) {
    const chooser = typeof who === 'string' ? null : who;
    this.socket = socket;
    this.#shares = shares;
    this.account = chooser?.account ?? null;
    this.vehicle = chooser?.vehicle ?? null;
    this.present = chooser?.present ?? null;
    this.readOnlyBecause = typeof who === 'string' ? who : 'signInRequired';
  }

  /** Takes from an allowance; answers null, or from when it can be tried again. `now`: ms, of any clock that runs evenly. */
  spend(kind: AllowanceKind, now: number): number | null {
    const buckets = (this.#buckets[kind] ??= this.#bucketsOf(kind, now));
    for (const bucket of buckets) if (!bucket.take(now)) return bucket.nextAt();
    return null;
  }

  #bucketsOf(kind: AllowanceKind, now: number): readonly TokenBucket[] {
    const shared = this.#shares.map((share) => share.bucketOf(kind, now)).filter((bucket) => bucket !== undefined);
    return [new TokenBucket(ALLOWANCES[kind], now), ...shared];
  }
}
/** A visitor who is signed in, with one of the account's vehicles. */
export type Applicant = SelectConnection & Choosing;

export const isApplicant = (visitor: SelectConnection): visitor is Applicant => visitor.present !== null;
