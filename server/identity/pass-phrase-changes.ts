import { type FieldProblem, problemOf } from '../../protocol/form-problems.ts';
import type { FairQueue } from '../limits/fair-queue.ts';
import type { AccountStore } from './account-store.ts';
import type { Account } from './accounts.ts';
import type { Refused } from './guesses.ts';
import type { Bucket, Limits } from './limits.ts';
import { wrongWithPassPhrase } from './pass-phrases.ts';
import type { SessionOrigin, Sessions } from './sessions.ts';
import { comeAgain, type SignedIn } from './sign-in.ts';

/**
 * Wrong old pass-phrases of one session: an open session must not help to guess the pass-phrase. Counted per session,
 * so that a stranger at one session does not keep the owner from changing the pass-phrase at another.
 */
const WRONG: Bucket = { name: 'pass-phrase-change', limit: 10, seconds: 15 * 60 };

type Parts = {
  readonly accounts: AccountStore;
  readonly sessions: Sessions;
  readonly limits: Limits;
  /** The queue in which pass-phrases are hashed. */
  readonly queue: FairQueue;
  readonly now: () => number;
};

/** Changes of the pass-phrase; one that came by SMS must be changed before anything else (ACCT-3). */
export class PassPhraseChanges {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Sets the new pass-phrase, ends every session of the account, and begins a new one. */
  async change(
    { account, token: asking }: SignedIn,
    given: { readonly passPhrase: string; readonly newPassPhrase: string; readonly origin?: SessionOrigin | undefined },
  ): Promise<SignedIn | { readonly problems: readonly FieldProblem[] } | Refused> {
    const { owner } = account;
    if (account.demo) return { refused: 'demoAccount' };
    const full = await this.#parts.limits.count(WRONG, asking);
    if (full !== null) return { refused: 'tooManyRequests', facts: { notBefore: full } };
    const changed = await this.#parts.queue.pass({ lane: owner, whose: owner }, () =>
      this.#change(account, asking, given),
    );
    return changed === 'full' ? comeAgain(this.#parts.now()) : changed;
  }

  async #change(
    account: Account,
    asking: string,
    given: { readonly passPhrase: string; readonly newPassPhrase: string; readonly origin?: SessionOrigin | undefined },
  ): Promise<SignedIn | { readonly problems: readonly FieldProblem[] } | Refused> {
    const { owner } = account;
    if (!(await this.#parts.accounts.isPassPhraseOf(account, given.passPhrase))) return { refused: 'signInWrong' };
    await this.#parts.limits.forget(WRONG, asking);
    const stored = await this.#parts.accounts.read(owner);
    const known = [account.userName, account.phone, stored?.person.number ?? ''];
    const code =
      wrongWithPassPhrase(given.newPassPhrase, known) ??
      (given.newPassPhrase === given.passPhrase ? 'passPhraseSame' : null);
    if (code !== null) return { problems: [problemOf('newPassPhrase', code)] };
    if (!(await this.#parts.accounts.setPassPhrase(owner, given.newPassPhrase))) return { refused: 'sessionEnded' };
    await this.#parts.sessions.endAll(owner);
    const token = await this.#parts.sessions.start(
      account,
      await this.#parts.sessions.generationOf(owner),
      given.origin,
    );
    return { account: { ...account, mustChange: false }, token };
  }
}
