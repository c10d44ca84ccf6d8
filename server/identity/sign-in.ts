import { userNameOf } from '../../protocol/normal-form.ts';
import type { WorkProof } from '../../protocol/work.ts';
import type { FairQueue } from '../limits/fair-queue.ts';
import type { Account, OwnerId } from './accounts.ts';
import type { Guesses, Refused } from './guesses.ts';
import type { SessionOrigin, Sessions } from './sessions.ts';

/** After so long a full queue has moved on, in ms. */
const RETRY_AFTER_MS = 2_000;

export type SignedIn<A = Account> = { readonly account: A; readonly token: string };

/** What somebody signs in with, and from where. */
export type SignInAttempt = {
  readonly userName: string;
  readonly passPhrase: string;
  /** What an authenticator shows. */
  readonly code?: string | undefined;
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

/** Judges a one-time code, or that there is none, of an account whose pass-phrase was right. */
type JudgesCode<A> = (
  account: A,
  code: string | undefined,
) => Promise<'right' | 'oneTimeCodeRequired' | 'oneTimeCodeWrong'>;

/** The way in: by user name and pass-phrase, with limits that stop guessing and a queue before the hashing. */
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
    /** Pass-phrases are hashed in here. */
    readonly queue: FairQueue;
    readonly unhashed?: Unhashed | undefined;
    readonly now: () => number;
    /** Absent where no account has a second factor. */
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

  /** Begins a session; `signInWrong` does not say which of the two was wrong. */
  async signIn(given: SignInAttempt): Promise<SignedIn<A> | Refused> {
    const proved = await this.prove(given);
    if ('refused' in proved) return proved;
    const { account, generation } = proved;
    return { account, token: await this.#sessions.start(account, generation, given.origin) };
  }

  /** The same without a session: whoever is signed in says again who they are. */
  async prove(given: SignInAttempt): Promise<{ readonly account: A; readonly generation: number } | Refused> {
    const { address, device, work } = given;
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
      if (account === undefined || !right) return { ...admitted, why: 'signInWrong' } as const;
      // Only who knows it is told so: of a name, or of a wrong one, nothing is learnt by it.
      if (account.passPhraseEnded === true) {
        await admitted.right();
        return { refused: 'passPhraseEnded' } as const;
      }
      const code = await this.#judgeCode(account, given.code);
      if (code === 'oneTimeCodeWrong') return { ...admitted, why: code };
      if (code === 'oneTimeCodeRequired') {
        // No proof yet: were wrong ones forgotten by it, asking between two codes would make guesses at them free.
        await admitted.half();
        return { refused: code } as const;
      }
      await admitted.right();
      return { account, generation };
    });
    if (said === 'full') return comeAgain(this.#now());
    if (!('wrong' in said)) return said;
    // Outside the queue: an answer that comes late keeps nobody waiting.
    await said.wrong();
    return { refused: said.why };
  }
}

/** What is said where the queue before the hashing is full. */
export const comeAgain = (now: number): Refused => ({
  refused: 'tooManyRequests',
  facts: { notBefore: now + RETRY_AFTER_MS },
});
