import type { RefusalCode } from '../../protocol/refusals.ts';
import type { Keyboard } from '../checks/keyboard.ts';
import type { Chooser } from '../identity/accounts.ts';
import type { SelectSocket } from '../push/select-namespace.ts';
import type { Share } from './shares.ts';
import { type Allowance, TokenBucket } from './token-bucket.ts';

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
  captcha: { perSecond: 5, burst: 60 },
} as const satisfies Partial<Record<AllowanceKind, Allowance>>;

/**
 * All connections from one address at one node, by how many there may be: a key each second for everyone, and a captcha
 * for one in twenty. A mobile network has thousands of people behind one address, so this is for floods alone.
 */
export const addressAllowances = (connections: number) =>
  ({
    query: { perSecond: connections, burst: 2 * connections },
    captcha: { perSecond: Math.ceil(connections / 20), burst: Math.ceil(connections / 4) },
  }) as const satisfies Partial<Record<AllowanceKind, Allowance>>;

/** One connection to `/select`, and what this node keeps of it while it lasts. Nothing of it needs to survive. */
export class Visitor {
  readonly socket: SelectSocket;
  /** Null for those who only watch. */
  readonly account: Chooser['account'] | null;
  readonly vehicle: Chooser['vehicle'] | null;
  /** What is said to those who only watch, when they try to choose. */
  readonly watchesBecause: RefusalCode;
  /** Of the account and of the address, with all their other connections. */
  readonly #shares: readonly Share<AllowanceKind>[];
  /** Made when first drawn from: of ten thousand connections most only ever type. */
  readonly #buckets: Record<AllowanceKind, TokenBucket | undefined> = {
    query: undefined,
    command: undefined,
    captcha: undefined,
  };
  /** The keyboard that was opened last. */
  keyboard: Keyboard | undefined;

  constructor(socket: SelectSocket, who: Chooser | RefusalCode, shares: readonly Share<AllowanceKind>[] = []) {
    const chooser = typeof who === 'string' ? null : who;
    this.socket = socket;
    this.#shares = shares;
    this.account = chooser?.account ?? null;
    this.vehicle = chooser?.vehicle ?? null;
    this.watchesBecause = typeof who === 'string' ? who : 'signInRequired';
  }

  /** Takes from an allowance; answers null, or from when it can be tried again. `now`: ms, of any clock that runs evenly. */
  spend(kind: AllowanceKind, now: number): number | null {
    const bucket = (this.#buckets[kind] ??= new TokenBucket(ALLOWANCES[kind], now));
    if (!bucket.take(now)) return bucket.nextAt();
    for (const share of this.#shares) {
      const notBefore = share.spend(kind, now);
      if (notBefore !== null) return notBefore;
    }
    return null;
  }
}
/** A visitor who is signed in, with one of the account's vehicles. */
export type Applicant = Visitor & Chooser;

export const isApplicant = (visitor: Visitor): visitor is Applicant =>
  visitor.account !== null && visitor.vehicle !== null;
