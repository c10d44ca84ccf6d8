import type { DeskPerson, DeskVehicle } from '../../protocol/desk/views.ts';
import type { OwnerId, SelectionId } from '../../protocol/ids.ts';
import { nameKeyOf, userNameOf } from '../../protocol/normal-form.ts';
import type { ApplicationStore } from '../application-form/store.ts';
import { maskIdNumber, maskName, maskPhone, maskVin } from '../checks/mask.ts';
import type { AccountStore } from '../identity/account-store.ts';
import type { Account, Accounts, Vehicle } from '../identity/accounts.ts';
import { demoOwnerOf, demoOwnersByTail } from '../identity/demo-accounts.ts';
import { readField } from '../identity/form.ts';
import type { Tails } from '../identity/tails.ts';
import { type Clue, fitsClue } from './clue.ts';

/** An applicant found by the desk. */
export type FoundApplicant = { readonly account: Account; readonly vehicles: readonly Vehicle[] };

type Parts = {
  readonly accounts: Pick<Accounts, 'byOwner' | 'byUserName'>;
  readonly stored: Pick<AccountStore, 'read' | 'ownerOf'>;
  readonly applications: Pick<ApplicationStore, 'ownerOfVehicle' | 'ownerOfSelection'>;
  readonly tails: Pick<Tails, 'ownersOf'>;
  readonly banOf: (owner: OwnerId) => Promise<number | null>;
};

/**
 * Finds applicants for the desk. Personal data are searched by their keyed hash and shown masked: a clerk can compare
 * them with the document on the table, but cannot copy them (ACCT-4).
 */
export class ApplicantSearch {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  byUserName(text: string): Promise<FoundApplicant | undefined> {
    return this.#found(this.#parts.accounts.byUserName(userNameOf(text)));
  }

  /** Finds by an exact identity number or credit code. */
  async byNumber(text: string): Promise<FoundApplicant | undefined> {
    for (const [rule, kind] of [
      ['idNumber', 'individual'],
      ['creditCode', 'organisation'],
    ] as const) {
      const read = readField(rule, text);
      if (!('value' in read)) continue;
      const found = await this.#found(this.#parts.accounts.byOwner(this.#parts.stored.ownerOf(kind, read.value)));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Finds by an exact VIN; of the vehicles, only that one. */
  async byVin(text: string): Promise<FoundApplicant | undefined> {
    const read = readField('vin', text);
    if (!('value' in read)) return undefined;
    const vin = read.value;
    const owner = demoOwnerOf({ vin }) ?? (await this.#parts.applications.ownerOfVehicle(vin));
    return this.#only(owner, (vehicle) => vehicle.vin === vin);
  }

  /** Finds a selection's owner, and its vehicle. */
  async bySelection(selection: SelectionId): Promise<FoundApplicant | undefined> {
    const owner = demoOwnerOf({ selection }) ?? (await this.#parts.applications.ownerOfSelection(selection));
    return this.#only(owner, (vehicle) => vehicle.selection === selection);
  }

  /**
   * Finds everybody whom a clue fits. Of the vehicles, those that it fits, or all if it fits the mobile. `more`: not
   * all candidates were examined.
   */
  async byClue(clue: Clue): Promise<{ readonly found: readonly FoundApplicant[]; readonly more: boolean }> {
    const { owners, more } = await this.#parts.tails.ownersOf(clue.tail);
    const likely = [...new Set([...owners, ...demoOwnersByTail(clue.tail)])];
    const found = await Promise.all(likely.map((owner) => this.#fitting(owner, clue)));
    return { found: found.filter((each) => each !== undefined), more };
  }

  /** All of an owner's vehicles. */
  byOwner(owner: OwnerId): Promise<FoundApplicant | undefined> {
    return this.#found(this.#parts.accounts.byOwner(owner));
  }

  /** An applicant as the desk may see them. */
  async personOf({ account }: FoundApplicant): Promise<DeskPerson> {
    const { owner, userName, displayName, kind, phone, inPerson, demo } = account;
    const [stored, bannedUntil] = await Promise.all([
      demo ? undefined : this.#parts.stored.read(owner),
      this.#parts.banOf(owner),
    ]);
    const number = stored === undefined ? null : maskIdNumber(stored.person.number);
    return { owner, userName, displayName, kind, number, phone: maskPhone(phone), inPerson, bannedUntil };
  }

  async #fitting(owner: OwnerId, clue: Clue): Promise<FoundApplicant | undefined> {
    const found = await this.byOwner(owner);
    if (found === undefined || !(await this.#isNamed(found.account, clue.name))) return undefined;
    if (fitsClue(found.account.phone, clue)) return found;
    const vehicles = found.vehicles.filter(({ vin }) => fitsClue(vin, clue));
    return vehicles.length === 0 ? undefined : { account: found.account, vehicles };
  }

  /** Whether a name is an applicant's, whole or masked, or their agent's; part of an organisation's name is enough. */
  async #isNamed({ owner, kind, displayName, demo }: Account, name: string): Promise<boolean> {
    if (name === '') return true;
    const person = demo ? undefined : (await this.#parts.stored.read(owner))?.person;
    const names = [displayName, person?.name, person?.agent?.name, person?.agent && maskName(person.agent.name)];
    const [wanted, ...known] = [name, ...names].map((each) => nameKeyOf(each ?? ''));
    if (wanted === undefined || wanted === '') return false;
    return (
      known.includes(wanted) || (kind === 'organisation' && wanted.length > 1 && known[0]?.includes(wanted) === true)
    );
  }

  async #only(owner: OwnerId | undefined, which: (vehicle: Vehicle) => boolean): Promise<FoundApplicant | undefined> {
    const found = owner === undefined ? undefined : await this.byOwner(owner);
    const vehicles = found?.vehicles.filter(which) ?? [];
    return found === undefined || vehicles.length === 0 ? undefined : { account: found.account, vehicles };
  }

  async #found(account: Promise<Account | undefined>): Promise<FoundApplicant | undefined> {
    const known = await account;
    return known === undefined ? undefined : { account: known, vehicles: known.vehicles };
  }
}

export const vehicleShown = ({ vin, model }: Vehicle): DeskVehicle => ({ vin: maskVin(vin), model });
