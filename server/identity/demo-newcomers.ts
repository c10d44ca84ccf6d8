import type { DemoAccounts } from '../../protocol/http/demo-accounts.ts';
import type { Account, Accounts, OwnerId, Vehicle } from './accounts.ts';
import { DEMO_PASS_PHRASE, demoVin, isSame } from './demo-accounts.ts';

/** Demo VINs from this number on belong to newcomers, not to demo applicants. */
const FIRST_VIN = 900_001;

/**
 * The vehicle of `demo-new5` has a fully digital invoice: twenty digits, no code, and the year 00, which no real one
 * has.
 */
const DIGITAL = 4;

/** An invented vehicle to apply for; the invoice's figures are invented, too. */
type NewcomerVehicle = {
  readonly owner: OwnerId;
  readonly vin: string;
  readonly model: string;
  readonly invoiceCode: string;
  readonly invoiceNumber: string;
};

/** `demo-new1` to `demo-new5`, with one vehicle each, and `demo-org`, an organisation with three. */
const newcomers = [
  ...Array.from({ length: 5 }, (_, i) => ({
    userName: `demo-new${i + 1}`,
    displayName: `演示新申请人 ${i + 1}`,
    kind: 'individual' as const,
    vehicles: 1,
  })),
  { userName: 'demo-org', displayName: '演示单位', kind: 'organisation' as const, vehicles: 3 },
].map((each, i) => ({
  ...each,
  owner: `${each.userName}-o` as OwnerId,
  phone: `1009${String(i + 1).padStart(7, '0')}`,
}));

export const newcomerVehicles: readonly NewcomerVehicle[] = newcomers
  .flatMap(({ owner, vehicles }) => Array.from({ length: vehicles }, () => owner))
  .map((owner, i) => ({
    owner,
    vin: demoVin(FIRST_VIN + i),
    model: '演示轿车',
    ...(i === DIGITAL
      ? { invoiceCode: '', invoiceNumber: String(i + 1).padStart(20, '0') }
      : { invoiceCode: '100000000000', invoiceNumber: String(10_000_001 + i) }),
  }));

const newcomersShown = newcomers.map(({ userName, owner }) => ({
  userName,
  vehicles: newcomerVehicles
    .filter((vehicle) => vehicle.owner === owner)
    .map(({ vin, invoiceCode, invoiceNumber }) => ({ vin, invoiceCode, invoiceNumber })),
}));

/**
 * The demo's newcomers: signed in person, with vehicles in the register to apply for. The accounts are computed;
 * vehicles with complete applications are stored like everybody's.
 */
export const demoNewcomers = (vehiclesOf: (owner: OwnerId) => Promise<readonly Vehicle[]>): Accounts => {
  const accountOf = async (known: (typeof newcomers)[number] | undefined): Promise<Account | undefined> => {
    if (known === undefined) return undefined;
    const { userName, displayName, kind, owner, phone } = known;
    const vehicles = await vehiclesOf(owner);
    return { userName, displayName, kind, owner, phone, inPerson: true, mustChange: false, vehicles, demo: true };
  };
  return {
    byUserName: (userName) => accountOf(newcomers.find((each) => each.userName === userName)),
    byOwner: (owner) => accountOf(newcomers.find((each) => each.owner === owner)),
    isPassPhraseOf: async (account, passPhrase) => isSame(passPhrase, DEMO_PASS_PHRASE) && account !== undefined,
  };
};

/** The demo accounts that the lobby shows, so that visitors can try them; null without a demo. */
export const demoShown = (count: number): DemoAccounts | null =>
  count === 0
    ? null
    : { first: 'demo1', last: `demo${count}`, count, passPhrase: DEMO_PASS_PHRASE, newcomers: newcomersShown };
