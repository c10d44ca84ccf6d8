import type { SelectionId } from '../../protocol/ids.ts';

/** An applicant who may choose a number for one vehicle. Personal data stand here whole: mask what leaves the server. */
export type Account = {
  readonly userName: string;
  readonly displayName: string;
  /** Where SMS codes go. */
  readonly phone: string;
  readonly vehicle: { readonly vin: string; readonly model: string };
  /** The selection of the vehicle (FLOW-4). */
  readonly selection: SelectionId;
  /** A pretend person with a pretend vehicle. */
  readonly demo: boolean;
};

export type Accounts = {
  /** The account, if the pass-phrase is its own; as slow for an unknown name as for a wrong pass-phrase. */
  readonly signIn: (userName: string, passPhrase: string) => Promise<Account | undefined>;
  readonly byUserName: (userName: string) => Promise<Account | undefined>;
};
