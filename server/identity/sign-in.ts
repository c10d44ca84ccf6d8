import { userNameOf } from '../../protocol/normal-form.ts';
import type { WorkProof } from '../../protocol/work.ts';
import type { Account, OwnerId } from './accounts.ts';
import type { FairQueue } from './fair-queue.ts';
import type { Guesses, Refused } from './guesses.ts';
import type { SessionOrigin, Sessions } from './sessions.ts';

/** After so long a full queue has moved on, in ms. */
const COME_AGAIN_MS = 2_000;

export type SignedIn<A = Account> = { readonly account: A; readonly token: string };

/** What somebody signs in with, and from where. */
export type SignInAttempt = {
  readonly userName: string;
  readonly passPhrase: string;
  /** The network that the request comes from. */
  readonly address: string;
  /** The id of a device that this name was signed in with before. */
  readonly device?: string | undefined;
  readonly work?: WorkProof | undefined;
  /** What the list of sessions shows of it. */
  readonly origin?: SessionOrigin | undefined;
};

type Owned = { readonly owner: OwnerId; readonly passPhraseEnded?: boolean };
type AccountsByName<A> = {
  readonly byUserName: (userName: string) => Promise<A | undefined>;
  readonly isPassPhraseOf: (account: A | undefined, passPhrase: string) => Promise<boolean>;
};

/** Names whose pass-phrase is compared and not hashed, and the wider queue that they pass. */
export type Unhashed = { readonly isOne: (userName: string) => Promise<boolean>; readonly queue: FairQueue };

/** The way in: by user name and pass-phrase, with limits that stop guessing and a queue before the hashing. */
export class SignIn<A extends Owned = Account> {
  readonly #accounts: AccountsByName<A>;
  readonly #sessions: Sessions<A>;
  readonly #guesses: Guesses;
  readonly #queue: FairQueue;
  readonly #unhashed: Unhashed | undefined;
  readonly #now: () => number;

  constructor(parts: {
    readonly accounts: AccountsByName<A>;
    readonly sessions: Sessions<A>;
    readonly guesses: Guesses;
    /** Pass-phrases are hashed in here. */
    readonly queue: FairQueue;
    readonly unhashed?: Unhashed | undefined;
    readonly now: () => number;
  }) {
    this.#accounts = parts.accounts;
    this.#sessions = parts.sessions;
    this.#guesses = parts.guesses;
    this.#queue = parts.queue;
    this.#unhashed = parts.unhashed;
    this.#now = parts.now;
  }

  /** Begins a session; `signInWrong` does not say which of the two was wrong. */
  async signIn(given: SignInAttempt): Promise<SignedIn<A> | Refused> {
    const { address, device, origin, work } = given;
    const name = userNameOf(given.userName);
    const turn = { lane: device ?? address, whose: `${name} ${device ?? address}` };
    const unhashed = this.#unhashed;
    const queue = unhashed !== undefined && (await unhashed.isOne(name)) ? unhashed.queue : this.#queue;
    const said = await queue.pass(turn, async () => {
      const admitted = await this.#guesses.admit({ name, address, device, work });
      if ('refused' in admitted) return admitted;
      const account = await this.#accounts.byUserName(name);
      // Read before the pass-phrase is checked: sessions that are ended meanwhile, because it was changed, end this one.
      const generation = account === undefined ? 0 : await this.#sessions.generationOf(account.owner);
      const right = await this.#accounts.isPassPhraseOf(account, given.passPhrase);
      if (account === undefined || !right) return admitted;
      await admitted.right();
      // Only who knows it is told so: of a name, or of a wrong one, nothing is learnt by it.
      if (account.passPhraseEnded === true) return { refused: 'passPhraseEnded' } as const;
      return { account, token: await this.#sessions.start(account, generation, origin) };
    });
    if (said === 'full') return comeAgain(this.#now());
    if (!('wrong' in said)) return said;
    // Outside the queue: an answer that comes late keeps nobody waiting.
    await said.wrong();
    return { refused: 'signInWrong' };
  }
}

/** What is said where the queue before the hashing is full. */
export const comeAgain = (now: number): Refused => ({
  refused: 'tooManyRequests',
  facts: { notBefore: now + COME_AGAIN_MS },
});
