import type { DeskAnswerOf, DeskRequestOf } from '../../protocol/desk/desk-client-to-server.ts';
import type { DeskAccount, DeskAccounts } from './accounts.ts';
import { type Acted, acted, refused } from './said.ts';

/** The desk's own accounts, as a manager keeps them. */
export class Staff {
  readonly #accounts: DeskAccounts;
  readonly #ended: (account: DeskAccount) => Promise<void>;

  /** @param ended ends every session and connection of an account */
  constructor(accounts: DeskAccounts, ended: (account: DeskAccount) => Promise<void>) {
    this.#accounts = accounts;
    this.#ended = ended;
  }

  async list(): Promise<Acted<DeskAnswerOf<'listAccounts'>>> {
    const accounts = await this.#accounts.list();
    return acted({
      accounts: accounts.map(({ owner: _, madeBy: __, passPhraseEnded: ___, ofDemo: ____, ...shown }) => shown),
    });
  }

  async add(
    { userName, role }: DeskRequestOf<'addAccount'>,
    by: DeskAccount,
    now: number,
  ): Promise<Acted<DeskAnswerOf<'addAccount'>>> {
    const made = await this.#accounts.create(userName, role, now, by);
    if (made === 'accountExists') return refused(made, { subject: userName });
    const { passPhrase } = made;
    return acted({ outcome: 'added', userName, role, passPhrase }, { subject: userName, after: { role } });
  }

  async remove(
    { userName, reason }: DeskRequestOf<'removeAccount'>,
    by: DeskAccount,
  ): Promise<Acted<DeskAnswerOf<'removeAccount'>>> {
    const noted = { subject: userName, reason };
    if (userName === by.userName) return refused('ownAccount', noted);
    const account = await this.#accounts.byUserName(userName);
    if (account === undefined) return refused('accountUnknown', noted);
    if (account.demo) return refused('demoAccount', noted);
    await this.#accounts.remove(userName);
    await this.#ended(account);
    return acted({ outcome: 'removed', userName }, { ...noted, before: { role: account.role } });
  }
}
