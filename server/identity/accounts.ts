import type { OwnerId, SelectionId } from '../../protocol/ids.ts';

export type { OwnerId };

/** A vehicle with a complete application: its owner may choose a number for it. The VIN is unmasked. */
export type Vehicle = {
  readonly vin: string;
  readonly model: string;
  /** The selection of the vehicle (FLOW-4). */
  readonly selection: SelectionId;
};

export type AccountKind = 'individual' | 'organisation';

/** An account that can sign in. Personal data are unmasked here: mask them before they leave the server. */
export type Account = {
  readonly userName: string;
  readonly displayName: string;
  /** The mobile for SMS codes; an organisation's is its agent's. */
  readonly phone: string;
  readonly owner: OwnerId;
  readonly kind: AccountKind;
  /** Signed in person (面签); otherwise the account can only look things up (ACCT-1). */
  readonly inPerson: boolean;
  /** The pass-phrase came in a message, and its owner must change it first (ACCT-3). */
  readonly mustChange: boolean;
  /** The time to change the first pass-phrase is over: it opens nothing any more. */
  readonly passPhraseEnded?: boolean;
  readonly vehicles: readonly Vehicle[];
  /** An invented person with an invented vehicle. */
  readonly demo: boolean;
};

/** An account that chooses a number, and the vehicle it chooses for. */
export type Chooser = { readonly account: Account; readonly vehicle: Vehicle };

export type Accounts = {
  readonly byOwner: (owner: OwnerId) => Promise<Account | undefined>;
  readonly byUserName: (userName: string) => Promise<Account | undefined>;
  /** Whether this is the account's pass-phrase; a missing account takes as long as a wrong pass-phrase. */
  readonly isPassPhraseOf: (account: Account | undefined, passPhrase: string) => Promise<boolean>;
};

/** The named vehicle, or the only one if none is named; otherwise undefined. */
export const vehicleOf = ({ vehicles }: Account, wanted: unknown): Vehicle | undefined =>
  wanted === undefined
    ? vehicles.length === 1
      ? vehicles[0]
      : undefined
    : vehicles.find(({ selection }) => selection === wanted);
