import { userNameOf } from '../../protocol/normal-form.ts';
import type { WorkProof } from '../../protocol/work.ts';
import type { FairQueue } from '../limits/fair-queue.ts';
import type { Account, OwnerId } from './accounts.ts';
import type { Guesses, Refused } from './guesses.ts';
import type { SessionOrigin, Sessions } from './sessions.ts';

/** How long a full queue takes to make room, in ms. */
const RETRY_AFTER_MS = 2_000;

export type SignedIn<A = Account> = { readonly account: A; readonly token: string };

/** An attempt to sign in. */
export type SignInAttempt = {
  readonly userName: string;
  readonly passPhrase: string;
  /** The one-time code of an authenticator. */
  readonly code?: string | undefined;
  /** The network that the request comes from. */
  readonly address: string;
  /** The id of a device on which this name has signed in before. */
  readonly device?: string | undefined;
  readonly work?: WorkProof | undefined;
  /** The origin that the list of sessions shows. */
  readonly origin?: SessionOrigin | undefined;
};

type Owned = { readonly owner: OwnerId; readonly passPhraseEnded?: boolean };
type AccountsByName<A> = {
  readonly byUserName: (userName: string) => Promise<A | undefined>;
  readonly isPassPhraseOf: (account: A | undefined, passPhrase: string) => Promise<boolean>;
};

/** User names whose pass-phrase is compared without a hash, and their wider queue. */
export type Unhashed = { readonly isOne: (userName: string) => Promise<boolean>; readonly queue: FairQueue };

/** Judges the one-time code, or its absence, after the pass-phrase was right. */
type JudgesCode<A> = (
  account: A,
  code: string | undefined,
) => Promise<'right' | 'oneTimeCodeRequired' | 'oneTimeCodeWrong'>;

/** Signs in by user name and pass-phrase; limits stop guessing, and a queue bounds the hashing. */
export class SignIn<A extends Owned = Account> {
  readonly #accounts: AccountsByName<A>;
  readonly #sessions: Sessions<A>;
  readonly #guesses: Guesses;
  readonly #queue: FairQueue;
  readonly #unhashed: Unhashed | undefined;
  readonly #now: () => number;
  readonly #judgeCode: JudgesCode<A>;

  constructor(parts: {
    readonly accounts: AccountsByName<A>;
    readonly sessions: Sessions<A>;
    readonly guesses: Guesses;
    /** The queue in which pass-phrases are hashed. */
    readonly queue: FairQueue;
    readonly unhashed?: Unhashed | undefined;
    readonly now: () => number;
    /** Absent if no account has a second factor. */
    readonly judgeCode?: JudgesCode<A>;
  }) {
    this.#accounts = parts.accounts;
    this.#sessions = parts.sessions;
    this.#guesses = parts.guesses;
    this.#queue = parts.queue;
    this.#unhashed = parts.unhashed;
    this.#now = parts.now;
    this.#judgeCode = parts.judgeCode ?? (async () => 'right');
  }

  /** Begins a session. `signInWrong` does not reveal whether the name or the pass-phrase was wrong. */
  async signIn(given: SignInAttempt): Promise<SignedIn<A> | Refused> {
    const proved = await this.prove(given);
    if ('refused' in proved) return proved;
    const { account, generation } = proved;
    return { account, token: await this.#sessions.start(account, generation, given.origin) };
  }

  /** Checks the same without beginning a session: for a user who is signed in and must prove it again. */
  async prove(given: SignInAttempt): Promise<{ readonly account: A; readonly generation: number } | Refused> {
    const { address, device, work } = given;
    const name = userNameOf(given.userName);
    const turn = { lane: device ?? address, whose: `${name} ${device ?? address}` };
    const unhashed = this.#unhashed;
    const queue = unhashed !== undefined && (await unhashed.isOne(name)) ? unhashed.queue : this.#queue;
    const outcome = await queue.pass(turn, async () => {
      const admitted = await this.#guesses.admit({ name, address, device, work });
      if ('refused' in admitted) return admitted;
      const account = await this.#accounts.byUserName(name);
      // Read before the pass-phrase is checked: if it is changed meanwhile, all sessions end, and this one with them.
      const generation = account === undefined ? 0 : await this.#sessions.generationOf(account.owner);
      const right = await this.#accounts.isPassPhraseOf(account, given.passPhrase);
      if (account === undefined || !right) return { ...admitted, why: 'signInWrong' } as const;
      // Refused so only after the right pass-phrase: others must not learn that a name exists, or that theirs was wrong.
      if (account.passPhraseEnded === true) {
        await admitted.right();
        return { refused: 'passPhraseEnded' } as const;
      }
      const code = await this.#judgeCode(account, given.code);
      if (code === 'oneTimeCodeWrong') return { ...admitted, why: code };
      if (code === 'oneTimeCodeRequired') {
        // This proves only half: if it cleared the failures, an attempt without a code would make each guess at codes free.
        await admitted.half();
        return { refused: code } as const;
      }
      await admitted.right();
      return { account, generation };
    });
    if (outcome === 'full') return comeAgain(this.#now());
    if (!('wrong' in outcome)) return outcome;
    // Outside the queue, where a slow answer delays nobody else.
    await outcome.wrong();
    return { refused: outcome.why };
  }
}

/** The refusal if the queue of the hashing is full. */
export const comeAgain = (now: number): Refused => ({
  refused: 'tooManyRequests',
  facts: { notBefore: now + RETRY_AFTER_MS },
});
