import { setTimeout as delay } from 'node:timers/promises';
import type { RefusalCode, RefusalFacts } from '../../protocol/refusals.ts';
import type { WorkProof } from '../../protocol/work.ts';
import type { ProofsOfWork } from '../checks/proofs-of-work.ts';
import type { Bucket, LimitCount, Limits } from './limits.ts';
import { isPaid, type Priced, priceOf } from './work-price.ts';

const QUARTER = 15 * 60;
const DAY = 24 * 3600;

type Rule = Bucket & Priced;
/** Wrong pass-phrases for a name from one address: strangers lock others out at their own address only. */
export const BY_PAIR: Rule = { name: 'sign-in-pair', free: 3, limit: 10, seconds: QUARTER };
export const BY_PAIR_A_DAY: Rule = { name: 'sign-in-pair-day', free: 10, limit: 30, seconds: DAY };
/** For a name from anywhere: a guesser with a thousand addresses gets no more than this in a day. */
export const BY_NAME: Rule = { name: 'sign-in-name', free: 10, limit: 300, seconds: DAY };
/** From an address: a carrier's whole town may share it, so it only makes work dearer and never blocks. */
export const BY_ADDRESS: Rule = {
  name: 'sign-in-address',
  free: 30,
  limit: Number.POSITIVE_INFINITY,
  seconds: QUARTER,
};
/** Wrong ones from a place where the owner has signed in: counted separately from strangers' guesses elsewhere. */
export const FAMILIAR: Bucket = { name: 'sign-in-familiar', limit: 20, seconds: DAY };
/** Right ones of a name, which only its owner can send: a program that signs in again and again pays for it. */
export const RIGHT_BY_NAME: Rule = { name: 'right-name', free: 60, limit: Number.POSITIVE_INFINITY, seconds: QUARTER };
/** Marks an address from which an owner has signed in. */
const KNOWN: Bucket = { name: 'sign-in-known', limit: 1, seconds: 90 * DAY };

/** From this many wrong guesses of a pair on, each answer is delayed by this much more, in ms. */
const SLOW_FROM = 4;
const SLOWER_MS = 400;
const SLOWEST_MS = 2_000;

export type Refused = { readonly refused: RefusalCode; readonly facts?: RefusalFacts };

/** One attempt to sign in: name, origin and work. */
export type Guess = {
  /** The normalised user name, by which it is counted. */
  readonly name: string;
  readonly address: string;
  /** The id of a device on which the owner of the name has signed in. */
  readonly device: string | undefined;
  readonly work: WorkProof | undefined;
};

/** A guess that may be judged; its methods report the result. */
export type Admitted = {
  readonly right: () => Promise<void>;
  /** The pass-phrase was right, but a second factor is missing: costs as much as a right one, and proves no owner. */
  readonly half: () => Promise<void>;
  /** Resolves when the answer may be given. */
  readonly wrong: () => Promise<void>;
};

type Counted = readonly [rule: Bucket & Partial<Priced>, whose: string];

/**
 * Limits guesses at pass-phrases without letting strangers lock an owner out. Wrong guesses cost work first, then time,
 * and are then blocked by name and address together. Only far beyond that is a name blocked at all new places; an
 * address is never blocked. A familiar place, which is an address or a browser with the device cookie, has its own
 * count and costs nothing.
 */
export class Guesses {
  readonly #limits: Limits;
  readonly #work: ProofsOfWork;
  readonly #rightByAddress: Rule;
  readonly #cheapest: number;
  readonly #realm: string;
  readonly #pause: (ms: number) => Promise<unknown>;

  /**
   * @param options.realm makes a proof of work valid for one kind of accounts only
   * @param options.perAddress right sign-ins of an address that are free in a quarter of an hour
   * @param options.cheapest the work of the cheapest challenge, as the most numbers to try
   */
  constructor(options: {
    readonly limits: Limits;
    readonly work: ProofsOfWork;
    readonly realm: 'applicants' | 'desk';
    readonly perAddress: number;
    readonly cheapest: number;
    readonly pause?: (ms: number) => Promise<unknown>;
  }) {
    this.#limits = options.limits;
    this.#work = options.work;
    this.#realm = options.realm;
    this.#cheapest = options.cheapest;
    this.#pause = options.pause ?? delay;
    this.#rightByAddress = {
      name: 'right-address',
      free: options.perAddress,
      limit: Number.POSITIVE_INFINITY,
      seconds: QUARTER,
    };
  }

  /** Counts a guess before it is judged, so that concurrent guesses get no more attempts than sequential ones. */
  async admit(guess: Guess): Promise<Admitted | Refused> {
    const { name, address, work } = guess;
    const pair = `${name} ${address}`;
    const rights: Counted[] = [
      [RIGHT_BY_NAME, name],
      [this.#rightByAddress, address],
    ];
    const place = await this.#familiar(guess, pair);
    const wrongs: Counted[] =
      place === undefined
        ? [
            [BY_PAIR, pair],
            [BY_PAIR_A_DAY, pair],
            [BY_NAME, name],
            [BY_ADDRESS, address],
          ]
        : [[FAMILIAR, place]];
    const purpose = `${this.#realm}/sign-in/${pair}`;

    const seen = await this.#each([...wrongs, ...rights], (rule, whose) => this.#limits.read(rule, whose));
    const before = this.#judge(seen);
    if (before.until !== null) return tooMany(before.until);
    const paid = before.price === 0 || work === undefined ? 0 : await this.#work.redeem(purpose, work);
    if (!isPaid(before.price, paid)) return this.#workRequired(purpose, before.price);

    const counted = await this.#each(wrongs, (rule, whose) => this.#limits.add(rule, whose));
    const undone = async (): Promise<void> => {
      await Promise.all(wrongs.map(([rule, whose]) => this.#limits.giveBack(rule, whose)));
    };
    const now = this.#judge(counted.map(([rule, { count, endsAt }]) => [rule, { count: count - 1, endsAt }]));
    if (now.until !== null || !isPaid(now.price, paid)) {
      await undone();
      return now.until === null ? this.#workRequired(purpose, now.price) : tooMany(now.until);
    }
    const addAll = (all: readonly Counted[]) => this.#each(all, (rule, whose) => this.#limits.add(rule, whose));
    return {
      wrong: async () => {
        const many = counted.find(([rule]) => rule === BY_PAIR)?.[1].count ?? 0;
        if (many >= SLOW_FROM) await this.#pause(Math.min(SLOWEST_MS, (many - SLOW_FROM + 1) * SLOWER_MS));
      },
      half: async () => {
        await Promise.all([undone(), addAll(rights)]);
      },
      right: async () => {
        await undone();
        // Resets this place only: guesses of strangers elsewhere stay counted.
        const own: Counted = place === undefined ? [BY_PAIR, pair] : [FAMILIAR, place];
        await Promise.all([this.#limits.forget(...own), addAll([...rights, [KNOWN, pair]])]);
      },
    };
  }

  /** The familiar place of a guess: the owner has signed in there, and few guesses failed there since. */
  async #familiar({ device }: Guess, pair: string): Promise<string | undefined> {
    const isKnown = (await this.#limits.read(KNOWN, pair)).count > 0;
    const places = [...(device === undefined ? [] : [`device ${device}`]), ...(isKnown ? [`pair ${pair}`] : [])];
    for (const place of places) if ((await this.#limits.look(FAMILIAR, place)) === null) return place;
    return undefined;
  }

  #each(
    all: readonly Counted[],
    ask: (rule: Bucket, whose: string) => Promise<LimitCount>,
  ): Promise<(readonly [Counted[0], LimitCount])[]> {
    return Promise.all(all.map(async ([rule, whose]) => [rule, await ask(rule, whose)] as const));
  }

  /** The terms of the next guess after these counts: a block until an instant, or a price. */
  #judge(all: readonly (readonly [Counted[0], LimitCount])[]): {
    readonly until: number | null;
    readonly price: number;
  } {
    const full = all.filter(([{ limit }, { count }]) => count >= limit).map(([, { endsAt }]) => endsAt);
    const prices = all.map(([{ free }, { count }]) =>
      free === undefined ? 0 : priceOf(count, { free }, this.#cheapest),
    );
    return { until: full.length === 0 ? null : Math.max(...full), price: Math.max(0, ...prices) };
  }

  #workRequired(purpose: string, price: number): Refused {
    return { refused: 'workRequired', facts: { work: this.#work.ask(purpose, price) } };
  }
}

const tooMany = (notBefore: number): Refused => ({ refused: 'tooManyRequests', facts: { notBefore } });
