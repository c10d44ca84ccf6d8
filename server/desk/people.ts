import type { DeskPerson, DeskVehicle } from '../../protocol/desk/views.ts';
import type { OwnerId, SelectionId } from '../../protocol/ids.ts';
import type { ApplicationStore } from '../application/store.ts';
import { maskIdNumber, maskPhone, maskVin } from '../checks/mask.ts';
import type { AccountStore } from '../identity/account-store.ts';
import type { Account, Accounts, Vehicle } from '../identity/accounts.ts';
import { demoOwnerOf } from '../identity/demo-accounts.ts';
import { readField } from '../identity/form.ts';

/** Somebody whom the desk has found. */
export type Found = { readonly account: Account; readonly vehicles: readonly Vehicle[] };

/**
 * Who an applicant is, for the desk. Personal data are searched by their keyed hash and shown masked, so that a clerk
 * can compare them with the document on the table, and copy nobody's (ACCT-4).
 */
export class People {
  readonly #accounts: Pick<Accounts, 'byOwner' | 'byUserName'>;
  readonly #stored: Pick<AccountStore, 'read' | 'ownerOf'>;
  readonly #applications: Pick<ApplicationStore, 'ownerOfVehicle' | 'ownerOfSelection'>;
  readonly #banOf: (owner: OwnerId) => Promise<number | null>;

  constructor(parts: {
    accounts: Pick<Accounts, 'byOwner' | 'byUserName'>;
    stored: Pick<AccountStore, 'read' | 'ownerOf'>;
    applications: Pick<ApplicationStore, 'ownerOfVehicle' | 'ownerOfSelection'>;
    banOf: (owner: OwnerId) => Promise<number | null>;
  }) {
    this.#accounts = parts.accounts;
    this.#stored = parts.stored;
    this.#applications = parts.applications;
    this.#banOf = parts.banOf;
  }

  byUserName(text: string): Promise<Found | undefined> {
    return this.#found(this.#accounts.byUserName(text.normalize('NFKC').trim().toLowerCase()));
  }

  /** By an exact identity number or credit code. */
  async byNumber(text: string): Promise<Found | undefined> {
    for (const [rule, kind] of [
      ['idNumber', 'individual'],
      ['creditCode', 'organisation'],
    ] as const) {
      const read = readField(rule, text);
      if (!('value' in read)) continue;
      const found = await this.#found(this.#accounts.byOwner(this.#stored.ownerOf(kind, read.value)));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** By an exact VIN; of the vehicles, only that one. */
  async byVin(text: string): Promise<Found | undefined> {
    const read = readField('vin', text);
    if (!('value' in read)) return undefined;
    const vin = read.value;
    const owner = demoOwnerOf({ vin }) ?? (await this.#applications.ownerOfVehicle(vin));
    return this.#only(owner, (vehicle) => vehicle.vin === vin);
  }

  /** Whose a selection is, and its vehicle. */
  async bySelection(selection: SelectionId): Promise<Found | undefined> {
    const owner = demoOwnerOf({ selection }) ?? (await this.#applications.ownerOfSelection(selection));
    return this.#only(owner, (vehicle) => vehicle.selection === selection);
  }

  /** All of an owner's vehicles. */
  byOwner(owner: OwnerId): Promise<Found | undefined> {
    return this.#found(this.#accounts.byOwner(owner));
  }

  /** Somebody as the desk may see them. */
  async personOf({ account }: Found): Promise<DeskPerson> {
    const { owner, userName, displayName, kind, phone, inPerson, demo } = account;
    const [stored, bannedUntil] = await Promise.all([demo ? undefined : this.#stored.read(owner), this.#banOf(owner)]);
    const number = stored === undefined ? null : maskIdNumber(stored.person.number);
    return { owner, userName, displayName, kind, number, phone: maskPhone(phone), inPerson, bannedUntil };
  }

  async #only(owner: OwnerId | undefined, which: (vehicle: Vehicle) => boolean): Promise<Found | undefined> {
    const found = owner === undefined ? undefined : await this.byOwner(owner);
    const vehicles = found?.vehicles.filter(which) ?? [];
    return found === undefined || vehicles.length === 0 ? undefined : { account: found.account, vehicles };
  }

  async #found(account: Promise<Account | undefined>): Promise<Found | undefined> {
    const known = await account;
    return known === undefined ? undefined : { account: known, vehicles: known.vehicles };
  }
}

export const vehicleShown = ({ vin, model }: Vehicle): DeskVehicle => ({ vin: maskVin(vin), model });
