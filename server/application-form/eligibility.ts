import type { RefusalCode, RefusalFacts } from '../../protocol/refusals.ts';
import type { OwnerId } from '../identity/accounts.ts';
import { isDigitalInvoice } from '../identity/form.ts';
import type { Details } from './details.ts';
import type { RegisteredVehicle } from './register.ts';

/** The reason why no number may be chosen, and the field beside which it appears. */
export type Ineligible = { readonly code: RefusalCode; readonly field?: keyof Details; readonly facts?: RefusalFacts };

/** The facts gathered before the judgement. */
export type Findings = {
  readonly vehicle: RegisteredVehicle | undefined;
  /** The end of the applicant's ban, in ms; null without one. */
  readonly bannedUntil: number | null;
  /** Another application for this vehicle is complete already. */
  readonly taken: boolean;
  /** The length of the pool's numbers. */
  readonly length: () => number;
};

/** A small new-energy vehicle's plate has one character more than others (POOL-3). */
const NEW_ENERGY_LENGTH = 6;

/**
 * Judges whether this applicant may choose a number for this vehicle (ELIG-1 to ELIG-4); null if so. Another owner is
 * reported before any other problem, so that nobody learns about others' vehicles.
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
