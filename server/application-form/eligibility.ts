import type { RefusalCode, RefusalFacts } from '../../protocol/refusals.ts';
import type { OwnerId } from '../identity/accounts.ts';
import { isDigitalInvoice } from '../identity/form.ts';
import type { Details } from './details.ts';
import type { RegisteredVehicle } from './register.ts';

/** Why no number may be chosen, and beside which field it is said. */
export type Ineligible = { readonly code: RefusalCode; readonly field?: keyof Details; readonly facts?: RefusalFacts };

/** What was found out before judging. */
export type Findings = {
  readonly vehicle: RegisteredVehicle | undefined;
  /** The end of the applicant's ban, in ms; null where there is none. */
  readonly bannedUntil: number | null;
  /** An application for this vehicle is complete already. */
  readonly taken: boolean;
  /** How many characters the pool's numbers have. */
  readonly length: () => number;
};

/** A plate of a small new-energy vehicle has a character more than others (POOL-3). */
const NEW_ENERGY_LENGTH = 6;

/**
 * Whether this applicant may choose a number for this vehicle (ELIG-1 to ELIG-4); null where nothing is against it. That
 * a vehicle is somebody else's is said before anything else of it, so that nobody learns about others' vehicles.
 */
export const ineligibleBy = (
  { vehicle, bannedUntil, taken, length }: Findings,
  details: Pick<Details, 'invoiceCode' | 'invoiceNumber'>,
  owner: OwnerId,
  now: number,
): Ineligible | null => {
  if (bannedUntil !== null && now < bannedUntil)
    return { code: 'banned', facts: { until: bannedUntil, notBefore: bannedUntil } };
  if (vehicle === undefined) return { code: 'vehicleUnknown', field: 'vin' };
  if (vehicle.owner !== owner) return { code: 'vehicleNotYours', field: 'vin' };
  if (vehicle.transferred) return { code: 'vehicleTransferred', field: 'vin' };
  if (vehicle.class === 'other') return { code: 'vehicleNotSmall', field: 'vin' };
  if (vehicle.class === 'smallNewEnergy' && length() !== NEW_ENERGY_LENGTH)
    return { code: 'vehicleClassNotOpen', field: 'vin' };
  if (vehicle.plate !== null) return { code: 'vehicleHasPlate', field: 'vin' };
  if (taken) return { code: 'vehicleTaken', field: 'vin' };
  if (!isDigitalInvoice(vehicle.invoiceNumber) && vehicle.invoiceCode !== details.invoiceCode)
    return { code: 'invoiceMismatch', field: 'invoiceCode' };
  if (vehicle.invoiceNumber !== details.invoiceNumber) return { code: 'invoiceMismatch', field: 'invoiceNumber' };
  return null;
};
