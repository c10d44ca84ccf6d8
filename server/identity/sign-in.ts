import { userNameOf } from '../../protocol/normal-form.ts';
import type { RefusalCode, RefusalFacts } from '../../protocol/refusals.ts';
import type { Account, OwnerId } from './accounts.ts';
import type { Bucket, Limits } from './limits.ts';
import type { Sessions } from './sessions.ts';

/** Wrong pass-phrases for one user name, wherever they come from, and whether or not there is such an account. */
const BY_NAME: Bucket = { name: 'sign-in-name', limit: 10, seconds: 15 * 60 };
/** Wrong ones from one address: an office or a mobile network may stand behind it. */
const BY_ADDRESS: Bucket = { name: 'sign-in-address', limit: 100, seconds: 15 * 60 };

type Refused = { readonly refused: RefusalCode; readonly facts?: RefusalFacts };
export type SignedIn<A = Account> = { readonly account: A; readonly token: string };

type Owned = { readonly owner: OwnerId };
type AccountsByName<A> = {
  readonly byUserName: (userName: string) => Promise<A | undefined>;
  readonly isPassPhraseOf: (account: A | undefined, passPhrase: string) => Promise<boolean>;
};

/** The way in: by user name and pass-phrase, with limits that stop guessing. */
export class SignIn<A extends Owned = Account> {
  readonly #accounts: AccountsByName<A>;
  readonly #sessions: Sessions<A>;
  readonly #limits: Limits;

  constructor(accounts: AccountsByName<A>, sessions: Sessions<A>, limits: Limits) {
    this.#accounts = accounts;
    this.#sessions = sessions;
    this.#limits = limits;
  }

  /** Begins a session; `signInWrong` does not say which of the two was wrong. */
  async signIn(given: { userName: string; passPhrase: string; address: string }): Promise<SignedIn<A> | Refused> {
    const { passPhrase, address } = given;
    const userName = userNameOf(given.userName);
    const barred = await this.#look(userName, address);
    if (barred !== null) return tooMany(barred);
    const account = await this.#accounts.byUserName(userName);
    // Read before the pass-phrase is checked: sessions that are ended meanwhile, because it was changed, end this one.
    const generation = account === undefined ? 0 : await this.#sessions.generationOf(account.owner);
    const right = await this.#accounts.isPassPhraseOf(account, passPhrase);
    if (account === undefined || !right) {
      const full = worst(
        await Promise.all([this.#limits.count(BY_NAME, userName), this.#limits.count(BY_ADDRESS, address)]),
      );
      return full === null ? { refused: 'signInWrong' } : tooMany(full);
    }
    // Of many guesses made at once, those that are judged after the limit was reached learn nothing, the right one neither.
    const full = await this.#look(userName, address);
    if (full !== null) return tooMany(full);
    await this.#limits.forget(BY_NAME, userName);
    return { account, token: await this.#sessions.start(account, generation) };
  }

  async #look(userName: string, address: string): Promise<number | null> {
    return worst(await Promise.all([this.#limits.look(BY_NAME, userName), this.#limits.look(BY_ADDRESS, address)]));
  }
}

const worst = (standings: readonly (number | null)[]): number | null => {
  const full = standings.filter((standing) => standing !== null);
  return full.length === 0 ? null : Math.max(...full);
};

const tooMany = (notBefore: number): Refused => ({ refused: 'tooManyRequests', facts: { notBefore } });
