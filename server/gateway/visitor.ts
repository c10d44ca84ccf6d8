import type { RefusalCode } from '../../protocol/refusals.ts';
import type { Keyboard } from '../checks/keyboard.ts';
import type { Chooser } from '../identity/accounts.ts';
import type { SelectSocket } from '../push/select-namespace.ts';
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

/** One connection to `/select`, and what this node keeps of it while it lasts. Nothing of it needs to survive. */
export class Visitor {
  readonly socket: SelectSocket;
  /** Null for those who only watch. */
  readonly account: Chooser['account'] | null;
  readonly vehicle: Chooser['vehicle'] | null;
  /** What is said to those who only watch, when they try to choose. */
  readonly watchesBecause: RefusalCode;
  /** Made when first drawn from: of ten thousand connections most only ever type. */
  readonly #buckets: Record<AllowanceKind, TokenBucket | undefined> = {
    query: undefined,
    command: undefined,
    captcha: undefined,
  };
  /** The keyboard that was opened last. */
  keyboard: Keyboard | undefined;

  constructor(socket: SelectSocket, who: Chooser | RefusalCode) {
    const chooser = typeof who === 'string' ? null : who;
    this.socket = socket;
    this.account = chooser?.account ?? null;
    this.vehicle = chooser?.vehicle ?? null;
    this.watchesBecause = typeof who === 'string' ? who : 'signInRequired';
  }

  /** Takes from an allowance; answers null, or from when it can be tried again. `now`: ms, of any clock that runs evenly. */
  spend(kind: AllowanceKind, now: number): number | null {
    const bucket = (this.#buckets[kind] ??= new TokenBucket(ALLOWANCES[kind], now));
    return bucket.take(now) ? null : bucket.nextAt();
  }
}
/** A visitor who is signed in, with one of the account's vehicles. */
export type Applicant = Visitor & Chooser;
