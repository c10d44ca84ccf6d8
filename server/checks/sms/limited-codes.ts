import type { CodeGateway, CodeHeldBack, SmsGateway, SmsMessage } from './gateway.ts';

/** A limit within a window that begins with the first count. */
type Bucket = { readonly name: string; readonly limit: number; readonly seconds: number };

/** Counts shared by all nodes. Each answers null while there is room, otherwise the time (ms) from which there is. */
type Counts = {
  readonly look: (bucket: Bucket, whose: string) => Promise<number | null>;
  readonly count: (bucket: Bucket, whose: string) => Promise<number | null>;
  readonly giveBack: (bucket: Bucket, whose: string) => Promise<void>;
};

/** The outcome of a requested code, for the metrics. */
export type CodeOutcome = 'sent' | 'gatewayDown' | CodeHeldBack['refused'];

const DAY = 24 * 3600;
/** Codes of a mobile's day that only its account can use: strangers who type the number cannot use them up. */
const KEPT_FOR_THE_ACCOUNT = 2;

/**
 * Sends codes within limits for one mobile a day, and for all mobiles together a minute. Beyond the second limit the
 * breaker is open until the minute is over, for every account: a program that requests codes costs the authority money
 * and floods people with messages, however many accounts it has. Strangers, who only register, get at most half of a
 * minute's codes. A refused code, and one that the gateway did not accept, does not count. Never rejects: if the counts
 * cannot be read, no code is sent.
 */
export class LimitedCodes implements CodeGateway {
  readonly #gateway: SmsGateway;
  readonly #counts: Counts;
  readonly #perDay: Bucket;
  readonly #byStrangers: Bucket;
  readonly #perMinute: Bucket;
  readonly #byStrangersAMinute: Bucket;
  readonly #onOutcome: (outcome: CodeOutcome) => void;
  readonly #opened: (until: number) => void;
  /** The end of the last minute that was over the limit, as far as this node knows. */
  #openUntil = 0;

  /**
   * @param parts.onOutcome called for each requested code
   * @param parts.opened called once at each node when the breaker opens, with the time of its end
   */
  constructor(parts: {
    readonly gateway: SmsGateway;
    readonly counts: Counts;
    readonly limits: { readonly codesPerDay: number; readonly codesPerMinute: number };
    readonly onOutcome: (outcome: CodeOutcome) => void;
    readonly opened: (until: number) => void;
  }) {
    const { codesPerDay, codesPerMinute } = parts.limits;
    this.#gateway = parts.gateway;
    this.#counts = parts.counts;
    this.#onOutcome = parts.onOutcome;
    this.#opened = parts.opened;
    this.#perDay = { name: 'codes-mobile', limit: codesPerDay, seconds: DAY };
    this.#byStrangers = { name: 'codes-stranger', limit: codesPerDay - KEPT_FOR_THE_ACCOUNT, seconds: DAY };
    // Half of a minute's codes: registrations alone never open the breaker for applicants who confirm a number.
    this.#byStrangersAMinute = { name: 'codes-strangers', limit: Math.ceil(codesPerMinute / 2), seconds: 60 };
    this.#perMinute = { name: 'codes-all', limit: codesPerMinute, seconds: 60 };
  }

  /** The refusal that a code to a mobile would get now; null if none. Counts nothing. Rejects without Redis. */
  async heldBack(to: string): Promise<CodeHeldBack | null> {
    const [today, now] = await Promise.all([
      this.#counts.look(this.#perDay, to),
      this.#counts.look(this.#perMinute, ''),
    ]);
    const held = today !== null ? tooMany(today) : now !== null ? this.#paused(now) : null;
    if (held !== null) this.#onOutcome(held.refused);
    return held;
  }

  /** @param by `stranger` if the mobile is not yet proved to belong to the person who requests the code */
  async send(message: SmsMessage, by?: 'stranger'): Promise<'sent' | 'gatewayDown' | CodeHeldBack> {
    const sent = await this.#send(message, by).catch(() => 'gatewayDown' as const);
    this.#onOutcome(typeof sent === 'string' ? sent : sent.refused);
    return sent;
  }

  async #send(message: SmsMessage, by?: 'stranger'): Promise<'sent' | 'gatewayDown' | CodeHeldBack> {
    const { to } = message;
    const taken: (readonly [Bucket, string])[] = [];
    const take = async (bucket: Bucket, whose: string): Promise<number | null> => {
      const full = await this.#counts.count(bucket, whose);
      if (full === null) taken.push([bucket, whose]);
      return full;
    };
    const held = await this.#hold(to, by, take);
    const sent = held ?? (await this.#gateway.send(message));
    if (sent !== 'sent') await Promise.all(taken.map(([bucket, whose]) => this.#counts.giveBack(bucket, whose)));
    return sent;
  }

  /** Counts the code in each limit in turn; returns the refusal of the first that is full. */
  async #hold(
    to: string,
    by: 'stranger' | undefined,
    take: (bucket: Bucket, whose: string) => Promise<number | null>,
  ): Promise<CodeHeldBack | null> {
    const full = (by === 'stranger' ? await take(this.#byStrangers, to) : null) ?? (await take(this.#perDay, to));
    if (full !== null) return tooMany(full);
    const strangersFull = by === 'stranger' ? await take(this.#byStrangersAMinute, '') : null;
    if (strangersFull !== null) return paused(strangersFull);
    const over = await take(this.#perMinute, '');
    return over === null ? null : this.#paused(over);
  }

  #paused(until: number): CodeHeldBack {
    // Called once a minute, although each look computes a slightly different end.
    if (until > this.#openUntil + 1_000) this.#opened(until);
    this.#openUntil = Math.max(this.#openUntil, until);
    return paused(until);
  }
}

const paused = (until: number): CodeHeldBack => ({ refused: 'messagesPaused', notBefore: until });

const tooMany = (notBefore: number): CodeHeldBack => ({ refused: 'tooManyCodes', notBefore });
