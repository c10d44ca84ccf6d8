import type { Account, Accounts } from './accounts.ts';

/** Combines the demo's accounts, which come first, and the real ones. An unknown name takes as long as a real one's. */
export const allAccounts = (real: Accounts, demos: readonly Accounts[]): Accounts => {
  const firstOf = async (find: (accounts: Accounts) => Promise<Account | undefined>): Promise<Account | undefined> => {
    for (const accounts of [...demos, real]) {
      const account = await find(accounts);
      if (account !== undefined) return account;
    }
    return undefined;
  };
  return {
    byUserName: (userName) => firstOf((accounts) => accounts.byUserName(userName)),
    byOwner: (owner) => firstOf((accounts) => accounts.byOwner(owner)),
    isPassPhraseOf: (account, passPhrase) => {
      const [demo] = demos;
      return account?.demo === true && demo !== undefined
        ? demo.isPassPhraseOf(account, passPhrase)
        : real.isPassPhraseOf(account, passPhrase);
    },
  };
};
