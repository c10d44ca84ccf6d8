import { type FieldProblem, problemOf } from '../../protocol/form-problems.ts';
import type { RefusalCode, RefusalFacts } from '../../protocol/refusals.ts';
import type { AccountStore } from './account-store.ts';
import type { Account } from './accounts.ts';
import type { Bucket, Limits } from './limits.ts';
import { wrongWithPassPhrase } from './pass-phrases.ts';
import type { Sessions } from './sessions.ts';
import type { SignedIn } from './sign-in.ts';

/** Wrong old pass-phrases: a session that was left open is no way to guess it. */
const WRONG: Bucket = { name: 'pass-phrase-change', limit: 10, seconds: 15 * 60 };

/** Changing one's pass-phrase, which the one that came by SMS must be before anything else (ACCT-3). */
export class PassPhraseChanges {
  readonly #accounts: AccountStore;
  readonly #sessions: Sessions;
  readonly #limits: Limits;

  constructor(accounts: AccountStore, sessions: Sessions, limits: Limits) {
    this.#accounts = accounts;
    this.#sessions = sessions;
    this.#limits = limits;
  }

  /** Sets the new pass-phrase, ends every session of the account, and begins a new one. */
  async change(
    account: Account,
    given: { readonly passPhrase: string; readonly newPassPhrase: string },
  ): Promise<
    | SignedIn
    | { readonly problems: readonly FieldProblem[] }
    | { readonly refused: RefusalCode; readonly facts?: RefusalFacts }
  > {
    const { owner } = account;
    if (account.demo) return { refused: 'demoAccount' };
    const full = await this.#limits.count(WRONG, owner);
    if (full !== null) return { refused: 'tooManyRequests', facts: { notBefore: full } };
    if (!(await this.#accounts.isPassPhraseOf(account, given.passPhrase))) return { refused: 'signInWrong' };
    await this.#limits.forget(WRONG, owner);
    const stored = await this.#accounts.read(owner);
    const known = [account.userName, account.phone, stored?.person.number ?? ''];
    const code =
      wrongWithPassPhrase(given.newPassPhrase, known) ??
      (given.newPassPhrase === given.passPhrase ? 'passPhraseSame' : null);
    if (code !== null) return { problems: [problemOf('newPassPhrase', code)] };
    if (!(await this.#accounts.setPassPhrase(owner, given.newPassPhrase))) return { refused: 'sessionEnded' };
    await this.#sessions.endAll(owner);
    const token = await this.#sessions.start(account, await this.#sessions.generationOf(owner));
    return { account: { ...account, mustChange: false }, token };
  }
}
