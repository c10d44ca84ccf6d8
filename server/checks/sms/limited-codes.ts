import type { CodeGateway, CodeHeldBack, SmsGateway, SmsMessage } from './gateway.ts';

/** So many within a window that begins with the first. */
type Bucket = { readonly name: string; readonly limit: number; readonly seconds: number };

/** Counts that all nodes share; each answers null while there is room, else from when there will be, in ms. */
type Counts = {
  readonly look: (bucket: Bucket, whose: string) => Promise<number | null>;
  readonly count: (bucket: Bucket, whose: string) => Promise<number | null>;
  readonly giveBack: (bucket: Bucket, whose: string) => Promise<void>;
};

/** What became of a code, for the figures. */
export type CodeOutcome = 'sent' | 'gatewayDown' | CodeHeldBack['refused'];

const DAY = 24 * 3600;
/** Of a mobile's codes of a day so many are for its account alone: strangers who type its number cannot use them up. */
const KEPT_FOR_THE_ACCOUNT = 2;

/**
 * Sends codes within limits: so many a day to one mobile, and so many a minute to all together. Beyond the second the
 * breaker is open until the minute is over, whoever asks: a program that has codes sent costs the authority money, and
 * floods people with messages, however many accounts it has. Strangers, who only register, have half of a minute's codes. What is held back, or was not taken by the gateway, counts
 * for nothing. Never rejects: where the counts cannot be had, no code goes out.
 */
export class LimitedCodes implements CodeGateway {
  readonly #gateway: SmsGateway;
  readonly #counts: Counts;
  readonly #perDay: Bucket;
  readonly #byStrangers: Bucket;
  readonly #perMinute: Bucket;
  readonly #byStrangersAMinute: Bucket;
  readonly #onPush: (outcome: CodeOutcome) => void;
  readonly #opened: (until: number) => void;
  /** The end of the last minute that was over the limit, as far as this node knows. */
  #openUntil = 0;

  /**
   * @param parts.told of each code that was asked for
   * @param parts.opened told once at each node when the breaker opens, and until when
   */
  constructor(parts: {
    readonly gateway: SmsGateway;
    readonly counts: Counts;
    readonly limits: { readonly codesPerDay: number; readonly codesPerMinute: number };
    readonly told: (outcome: CodeOutcome) => void;
    readonly opened: (until: number) => void;
  }) {
    const { codesPerDay, codesPerMinute } = parts.limits;
    this.#gateway = parts.gateway;
    this.#counts = parts.counts;
    this.#onPush = parts.told;
    this.#opened = parts.opened;
    this.#perDay = { name: 'codes-mobile', limit: codesPerDay, seconds: DAY };
    this.#byStrangers = { name: 'codes-stranger', limit: codesPerDay - KEPT_FOR_THE_ACCOUNT, seconds: DAY };
    // Half of a minute's codes: registrations without end never open the breaker for those who confirm a number.
    this.#byStrangersAMinute = { name: 'codes-strangers', limit: Math.ceil(codesPerMinute / 2), seconds: 60 };
    this.#perMinute = { name: 'codes-all', limit: codesPerMinute, seconds: 60 };
  }

  /** Why a code would not be sent to a mobile now; null where it would. Counts nothing. Rejects without Redis. */
  async heldBack(to: string): Promise<CodeHeldBack | null> {
    const [today, now] = await Promise.all([
      this.#counts.look(this.#perDay, to),
      this.#counts.look(this.#perMinute, ''),
    ]);
    const held = today !== null ? tooMany(today) : now !== null ? this.#paused(now) : null;
    if (held !== null) this.#onPush(held.refused);
    return held;
  }

  /** @param by who asks for a code to a mobile that was not shown to be theirs yet */
  async send(message: SmsMessage, by?: 'stranger'): Promise<'sent' | 'gatewayDown' | CodeHeldBack> {
    const sent = await this.#send(message, by).catch(() => 'gatewayDown' as const);
    this.#onPush(typeof sent === 'string' ? sent : sent.refused);
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

  /** Takes from each limit in turn; answers what holds the code back. */
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
    // One alarm for one minute, though its end is worked out anew at each look.
    if (until > this.#openUntil + 1_000) this.#opened(until);
    this.#openUntil = Math.max(this.#openUntil, until);
    return paused(until);
  }
}

const paused = (until: number): CodeHeldBack => ({ refused: 'messagesPaused', notBefore: until });

const tooMany = (notBefore: number): CodeHeldBack => ({ refused: 'tooManyCodes', notBefore });
