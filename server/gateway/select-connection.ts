import type { RefusalCode } from '../../protocol/refusals.ts';
import type { Keyboard } from '../checks/keyboard.ts';
import type { Chooser } from '../identity/accounts.ts';
import type { Share } from '../limits/connection-quota.ts';
import { type Allowance, TokenBucket } from '../limits/token-bucket.ts';
import type { SelectSocket } from '../push/select-namespace.ts';
import type { Present } from '../selection/selection-cache.ts';

/** Requests of one connection: far above the fastest typist, far below a cost that others would notice. */
export const ALLOWANCES = {
  /** Answered from memory. */
  query: { perSecond: 40, burst: 80 },
  /** Each is a write in the store. */
  command: { perSecond: 5, burst: 20 },
  /** Each is a picture of some kilobytes. */
  captcha: { perSecond: 1, burst: 6 },
} as const satisfies Record<string, Allowance>;
export type AllowanceKind = keyof typeof ALLOWANCES;

/** All connections of one account at one process: an office's of some twenty people, all typing, on as many vehicles. */
export const ACCOUNT_ALLOWANCES = {
  query: { perSecond: 120, burst: 400 },
  command: { perSecond: 30, burst: 150 },
  captcha: { perSecond: 5, burst: 60 },
} as const satisfies Partial<Record<AllowanceKind, Allowance>>;

/**
 * All connections from one address at one process, by how many there may be: a key each second for everyone, a command
 * for one in five, and a captcha for one in twenty. A mobile network has thousands of people behind one address, so this is for floods alone.
 */
export const addressAllowances = (connections: number) =>
  ({
    query: { perSecond: connections, burst: 2 * connections },
    command: { perSecond: Math.ceil(connections / 5), burst: connections },
    captcha: { perSecond: Math.ceil(connections / 20), burst: Math.ceil(connections / 4) },
  }) as const satisfies Partial<Record<AllowanceKind, Allowance>>;

/** The account and vehicle that a connection chooses for, and the present state of the selection. */
export type Choosing = Chooser & { readonly present: Present };

/** One connection to `/select` and its state in this process. None of it needs to outlive the connection. */
export class SelectConnection {
  readonly socket: SelectSocket;
  /** Null if the connection is read-only. */
  readonly account: Chooser['account'] | null;
  readonly vehicle: Chooser['vehicle'] | null;
  readonly present: Present | null;
  /** The refusal of commands on a read-only connection. */
  readonly readOnlyBecause: RefusalCode;
  /** The shares of the account and of the address, common to all their connections. */
  readonly #shares: readonly Share<AllowanceKind>[];
  /** The connection's own bucket and those of its shares. Made at first use: most connections only ever type. */
  readonly #buckets: Record<AllowanceKind, readonly TokenBucket[] | undefined> = {
    query: undefined,
    command: undefined,
    captcha: undefined,
  };
  /** The last opened keyboard. */
  keyboard: Keyboard | undefined;

  constructor(socket: SelectSocket, access: Choosing | RefusalCode, shares: readonly Share<AllowanceKind>[] = []) {
    const chooser = typeof access === 'string' ? null : access;
    this.socket = socket;
    this.#shares = shares;
    this.account = chooser?.account ?? null;
    this.vehicle = chooser?.vehicle ?? null;
    this.present = chooser?.present ?? null;
    this.readOnlyBecause = typeof access === 'string' ? access : 'signInRequired';
  }

  /** Spends one request of an allowance. Returns null, or the time at which the next one is available. `now`: ms, of any monotonic clock. */
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

/** A signed-in connection, with one of the account's vehicles. */
export type Applicant = SelectConnection & Choosing;

export const isApplicant = (connection: SelectConnection): connection is Applicant => connection.present !== null;
