import type { DeskAnswerOf, DeskRequestOf } from '../../protocol/desk/client-to-server.ts';
import type { DeskAccount, DeskAccounts } from './accounts.ts';
import { type Acted, acted, refused } from './result.ts';
import type { SecondFactors } from './second-factors.ts';

type Parts = {
  readonly accounts: DeskAccounts;
  readonly factors: Pick<SecondFactors, 'standingOf' | 'remove'>;
  /** Ends every session and connection of an account. */
  readonly end: (account: DeskAccount) => Promise<void>;
};

/** The manager's commands on the desk's own accounts. */
export class Staff {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async list(): Promise<Acted<DeskAnswerOf<'listAccounts'>>> {
    const accounts = await this.#parts.accounts.list();
    const shown = accounts.map(async (account) => {
      const { userName, role, createdAt, mustChange, demo } = account;
      const secondFactor = (await this.#parts.factors.standingOf(account)) === 'on';
      return { userName, role, createdAt, mustChange, secondFactor, demo };
    });
    return acted({ accounts: await Promise.all(shown) });
  }

  async add(
    { userName, role }: DeskRequestOf<'addAccount'>,
    by: DeskAccount,
    now: number,
  ): Promise<Acted<DeskAnswerOf<'addAccount'>>> {
    const made = await this.#parts.accounts.create(userName, role, now, by);
    if (made === 'accountExists') return refused(made, { subject: userName });
    const { passPhrase } = made;
    return acted({ outcome: 'added', userName, role, passPhrase }, { subject: userName, after: { role } });
  }

  async remove(
    { userName, reason }: DeskRequestOf<'removeAccount'>,
    by: DeskAccount,
  ): Promise<Acted<DeskAnswerOf<'removeAccount'>>> {
    const noted = { subject: userName, reason };
    const account = await this.#another(userName, by);
    if (typeof account === 'string') return refused(account, noted);
    await this.#parts.accounts.remove(userName);
    await this.#parts.end(account);
    return acted({ outcome: 'removed', userName }, { ...noted, before: { role: account.role } });
  }

  /** Removes another account's one-time codes and ends its sessions: a lost phone may hold one. */
  async resetSecondFactor(
    { userName, reason }: DeskRequestOf<'resetSecondFactor'>,
    by: DeskAccount,
  ): Promise<Acted<DeskAnswerOf<'resetSecondFactor'>>> {
    const noted = { subject: userName, reason };
    const account = await this.#another(userName, by);
    if (typeof account === 'string') return refused(account, noted);
    if (!(await this.#parts.factors.remove(account))) return refused('secondFactorUnknown', noted);
    await this.#parts.end(account);
    return acted({ outcome: 'reset', userName }, noted);
  }

  async #another(
    userName: string,
    by: DeskAccount,
  ): Promise<DeskAccount | 'ownAccount' | 'accountUnknown' | 'demoAccount'> {
    if (userName === by.userName) return 'ownAccount';
    const account = await this.#parts.accounts.byUserName(userName);
    if (account === undefined) return 'accountUnknown';
    return account.demo ? 'demoAccount' : account;
  }
}
