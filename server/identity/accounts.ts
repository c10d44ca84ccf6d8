import type { OwnerId, SelectionId } from '../../protocol/ids.ts';

export type { OwnerId };

/** A vehicle whose application is complete: a number may be chosen for it. The VIN stands whole. */
export type Vehicle = {
  readonly vin: string;
  readonly model: string;
  /** The selection of the vehicle (FLOW-4). */
  readonly selection: SelectionId;
};

export type AccountKind = 'individual' | 'organisation';

/** Somebody who can sign in. Personal data stand here whole: mask what leaves the server. */
export type Account = {
  readonly userName: string;
  readonly displayName: string;
  /** Where SMS codes go; an organisation's agent's. */
  readonly phone: string;
  readonly owner: OwnerId;
  readonly kind: AccountKind;
  /** Signed in person (面签); without it one may look things up, and no more (ACCT-1). */
  readonly inPerson: boolean;
  /** The pass-phrase was sent in a message and must be changed first (ACCT-3). */
  readonly mustChange: boolean;
  /** It was to be changed within a time that is over: it opens nothing any longer. */
  readonly passPhraseEnded?: boolean;
  readonly vehicles: readonly Vehicle[];
  /** A pretend person with a pretend vehicle. */
  readonly demo: boolean;
};

/** Who chooses a number, for one vehicle. */
export type Chooser = { readonly account: Account; readonly vehicle: Vehicle };

export type Accounts = {
  readonly byOwner: (owner: OwnerId) => Promise<Account | undefined>;
  readonly byUserName: (userName: string) => Promise<Account | undefined>;
  /** Whether this is the account's pass-phrase; as slow for no account as for a wrong pass-phrase. */
  readonly isPassPhraseOf: (account: Account | undefined, passPhrase: string) => Promise<boolean>;
};

/** The vehicle that is meant: the one named, or the only one where none is named; undefined where it is neither. */
export const vehicleOf = ({ vehicles }: Account, wanted: unknown): Vehicle | undefined =>
  wanted === undefined
    ? vehicles.length === 1
      ? vehicles[0]
      : undefined
    : vehicles.find(({ selection }) => selection === wanted);
