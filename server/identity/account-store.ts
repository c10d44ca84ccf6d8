import { z } from 'zod';
import { selectionId } from '../../protocol/ids.ts';
import { maskName } from '../checks/mask.ts';
import type { RedisClient } from '../redis/client.ts';
import { LuaScript } from '../redis/lua-script.ts';
import { readRecord, saveRecord } from '../redis/records.ts';
import type { Account, AccountKind, Accounts, OwnerId, Vehicle } from './accounts.ts';
import { identityKeys } from './keys.ts';
import { hashPassPhrase, isPassPhrase } from './pass-phrases.ts';
import type { PersonalData } from './personal-data.ts';
import { TAIL, Tails } from './tails.ts';

const createAccount = LuaScript.read(new URL('scripts/create-account.lua', import.meta.url));

/** The personal data of an account, sealed in Redis. `number`: the identity number or the credit code. */
const person = z.object({
  userName: z.string(),
  name: z.string(),
  number: z.string(),
  mobile: z.string(),
  /** The agent of an organisation (ACCT-2). */
  agent: z.object({ name: z.string(), idNumber: z.string() }).nullable(),
});
export type Person = z.infer<typeof person>;

/** A message to an account's former mobile. */
const farewell = z.object({ id: z.string(), to: z.string(), text: z.string() });
export type FarewellMessage = z.infer<typeof farewell>;

/**
 * The last signing in person; sealed, for the pass-phrase in it. If the same command comes again, its message has the
 * same text as the first.
 */
const signing = z.object({
  /** Of the clerk's command. */
  command: z.string(),
  renewed: z.boolean(),
  /** The message's id and its pass-phrase; null once the message was handed over. */
  letter: z.object({ id: z.string(), passPhrase: z.string(), former: farewell.nullish() }).nullable(),
  /** The account before it, in case a second person confirms it twice. */
  before: z.object({ mobile: z.string(), basis: z.string() }).nullish(),
});
type Signing = z.infer<typeof signing>;

const record = z.object({
  kind: z.enum(['individual', 'organisation']),
  inPerson: z.boolean(),
  mustChange: z.boolean(),
  /** The time until which a pass-phrase sent by SMS works; absent in records of a version before. */
  firstEndsAt: z.int().optional(),
  passHash: z.string(),
  person: z.string(),
  signing: z.string().optional(),
  /** Absent: created outside a demo, or by a version that did not record it. */
  madeInDemo: z.boolean().optional(),
});
type AccountRecord = z.infer<typeof record>;

export type StoredAccount = Omit<AccountRecord, 'person' | 'passHash' | 'signing'> & {
  readonly owner: OwnerId;
  readonly person: Person;
  readonly signing?: Signing;
};

const vehicle = z.object({ vin: z.string(), model: z.string() });

/**
 * The accounts in Redis. Without a demo, accounts created in one can do nothing, and make room for real ones. Methods
 * reject if Redis does not answer.
 */
export class AccountStore implements Accounts {
  readonly #redis: RedisClient;
  readonly #personal: PersonalData;
  readonly #tails: Tails;
  #clock: { readonly now: () => number; readonly oldEndAt: number } | undefined;
  readonly #demo: boolean;

  constructor(redis: RedisClient, personal: PersonalData, options: { readonly demo: boolean } = { demo: false }) {
    this.#redis = redis;
    this.#personal = personal;
    this.#demo = options.demo;
    this.#tails = new Tails(redis, personal);
  }

  /**
   * Enables the expiry of first pass-phrases. Those of the version before have no expiry of their own: theirs counts
   * from the first start of any node that enables it.
   */
  async endFirstPassPhrases(now: () => number, lifeMs: number): Promise<void> {
    await this.#redis.set(identityKeys.oldFirstEnd, String(now() + lifeMs), { condition: 'NX' });
    this.#clock = { now, oldEndAt: Number(await this.#redis.get(identityKeys.oldFirstEnd)) };
  }

  /** The owner id of a person or an organisation, from the number that the state assigned. */
  ownerOf(kind: AccountKind, number: string): OwnerId {
    return this.#personal.hash(`owner/${kind}`, number) as OwnerId;
  }

  readonly byOwner = async (owner: OwnerId): Promise<Account | undefined> => {
    const [account, vehicles] = await Promise.all([this.read(owner), this.vehiclesOf(owner)]);
    if (account === undefined || (account.madeInDemo === true && !this.#demo)) return undefined;
    const { kind, inPerson, mustChange } = account;
    const { userName, name, mobile } = account.person;
    const displayName = kind === 'organisation' ? name : maskName(name);
    const shown = { userName, displayName, phone: mobile, owner, kind, inPerson, mustChange, vehicles, demo: false };
    return { ...shown, passPhraseEnded: mustChange && this.#isOver(account.firstEndsAt) };
  };

  readonly byUserName = async (userName: string): Promise<Account | undefined> => {
    const owner = await this.#redis.get(this.#userNameKey(userName));
    return owner === null ? undefined : this.byOwner(owner as OwnerId);
  };

  readonly isPassPhraseOf = async (account: Account | undefined, passPhrase: string): Promise<boolean> => {
    const kept = account === undefined ? undefined : (await this.#kept(account.owner))?.record.passHash;
    return isPassPhrase(kept, passPhrase);
  };

  /** The vehicles with complete applications, oldest selection first. */
  async vehiclesOf(owner: OwnerId): Promise<Vehicle[]> {
    const key = identityKeys.vehicles(owner);
    const kept = Object.entries(await this.#redis.hGetAll(key)).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return kept.map(([selection, sealed]) => ({
      ...vehicle.parse(this.#personal.open(key, sealed)),
      selection: selectionId.parse(selection),
    }));
  }

  /** An account with all its personal data. */
  async read(owner: OwnerId): Promise<StoredAccount | undefined> {
    const kept = await this.#kept(owner);
    if (kept === undefined) return undefined;
    const { kind, inPerson, mustChange, firstEndsAt, person: sealed, signing: last, madeInDemo } = kept.record;
    const ends = firstEndsAt === undefined ? {} : { firstEndsAt };
    const origin = madeInDemo === undefined ? {} : { madeInDemo };
    const opened = (envelope: string): unknown => this.#personal.open(identityKeys.account(owner), envelope);
    const signed = last === undefined ? {} : { signing: signing.parse(opened(last)) };
    return { owner, kind, inPerson, mustChange, ...ends, ...origin, person: person.parse(opened(sealed)), ...signed };
  }

  /** Creates an account, if its owner has none and its user name is free. */
  async create(account: StoredAccount, passHash: string): Promise<'created' | 'alreadyRegistered' | 'userNameTaken'> {
    const { owner } = account;
    if (!this.#demo) await this.#makeRoom(account);
    await this.#tails.note(account.person.mobile, owner);
    if (account.madeInDemo === true) await this.#redis.sAdd(identityKeys.madeInDemo, owner);
    const keys = [identityKeys.account(owner), this.#userNameKey(account.person.userName)];
    const answer = await createAccount.run(this.#redis, keys, [owner, this.#sealed(account, passHash)]);
    return z.enum(['created', 'alreadyRegistered', 'userNameTaken']).parse(answer);
  }

  /**
   * The owners of accounts created in a demo.
   * @param told user names that the audit trail attributes to a demo; they count only if the record does not say
   */
  async madeInDemo(told: ReadonlySet<string>): Promise<OwnerId[]> {
    const marked = await this.#redis.sMembers(identityKeys.madeInDemo);
    const named = await Promise.all([...told].map((name) => this.#redis.get(this.#userNameKey(name))));
    const owners = [...new Set([...marked, ...named])].filter((owner) => owner !== null) as OwnerId[];
    const kept = await Promise.all(owners.map((owner) => this.#kept(owner)));
    return owners.filter((_, i) => kept[i] !== undefined && kept[i].record.madeInDemo !== false);
  }

  /** Marks an account as created in a demo, unless its record already says. */
  async markMadeInDemo(owner: OwnerId): Promise<void> {
    const kept = await this.#kept(owner);
    if (kept === undefined || kept.record.madeInDemo !== undefined) return;
    await this.#redis.sAdd(identityKeys.madeInDemo, owner);
    await this.change(owner, { madeInDemo: true }, kept.record.passHash);
  }

  /** Removes an account created in a demo, with its sessions. */
  async removeMadeInDemo(owner: OwnerId): Promise<void> {
    const account = await this.read(owner);
    if (account?.madeInDemo !== true) return;
    await this.#redis.del([identityKeys.account(owner), this.#userNameKey(account.person.userName)]);
    await this.#redis.incr(identityKeys.generation(owner));
    await this.#redis.sRem(identityKeys.madeInDemo, owner);
  }

  /** Removes remains of a demo under the same number or user name: they must not block a real account. */
  async #makeRoom({ owner, person: { userName } }: StoredAccount): Promise<void> {
    const namesake = (await this.#redis.get(this.#userNameKey(userName))) as OwnerId | null;
    for (const each of [owner, namesake]) if (each !== null) await this.removeMadeInDemo(each);
  }

  /** Changes a stored account, except its user name. False if not found. */
  async change(owner: OwnerId, changed: Partial<Omit<StoredAccount, 'owner'>>, passHash: string): Promise<boolean> {
    for (;;) {
      const [kept, account] = [await this.#kept(owner), await this.read(owner)];
      if (kept === undefined || account === undefined) return false;
      const next = { ...account, ...changed };
      const named = { ...next.person, userName: account.person.userName };
      const text = this.#sealed({ ...next, person: named }, passHash);
      const { version } = kept;
      const [before, after] = [account.person.mobile, named.mobile];
      await this.#tails.note(after, owner);
      if (!(await saveRecord(this.#redis, identityKeys.account(owner), { version, text }))) continue;
      if (before !== after) await this.#forgetTail(before, owner);
      return true;
    }
  }

  /** Sets a pass-phrase that the person chose (ACCT-3). */
  async setPassPhrase(owner: OwnerId, passPhrase: string): Promise<boolean> {
    // The pass-phrase in a message is void from now on, and is not sent again.
    const { signing: last } = (await this.read(owner)) ?? {};
    const signed = last === undefined ? {} : { signing: { ...last, letter: null } };
    return this.change(owner, { mustChange: false, ...signed }, await hashPassPhrase(passPhrase));
  }

  /** Removes a mobile's tail from the index, unless a vehicle or the present mobile of the owner has the same. */
  async #forgetTail(mobile: string, owner: OwnerId): Promise<void> {
    const account = await this.byOwner(owner);
    const others = [account?.phone, ...(account?.vehicles ?? []).map(({ vin }) => vin)];
    if (!others.some((other) => other?.slice(-TAIL) === mobile.slice(-TAIL))) await this.#tails.forget(mobile, owner);
  }

  /** Forgets the pass-phrase of a signing's message once the message was handed over. */
  async forgetLetter(owner: OwnerId, command: string): Promise<void> {
    for (;;) {
      const [kept, account] = [await this.#kept(owner), await this.read(owner)];
      if (kept === undefined || account?.signing?.command !== command) return;
      const text = this.#sealed({ ...account, signing: { ...account.signing, letter: null } }, kept.record.passHash);
      if (await saveRecord(this.#redis, identityKeys.account(owner), { version: kept.version, text })) return;
    }
  }

  async #kept(owner: OwnerId): Promise<{ version: number; record: AccountRecord } | undefined> {
    const { version, text } = await readRecord(this.#redis, identityKeys.account(owner));
    return text === null ? undefined : { version, record: record.parse(JSON.parse(text)) };
  }

  #sealed(
    { owner, kind, inPerson, mustChange, firstEndsAt, person: facts, signing: last, madeInDemo }: StoredAccount,
    passHash: string,
  ): string {
    const sealed = (what: unknown): string => this.#personal.seal(identityKeys.account(owner), what);
    const signed = last === undefined ? {} : { signing: sealed(last) };
    const ends = firstEndsAt === undefined ? {} : { firstEndsAt };
    const origin = madeInDemo === undefined ? {} : { madeInDemo };
    const kept: AccountRecord = {
      kind,
      inPerson,
      mustChange,
      ...ends,
      passHash,
      person: sealed(facts),
      ...signed,
      ...origin,
    };
    return JSON.stringify(kept);
  }

  #isOver(endsAt: number | undefined): boolean {
    return this.#clock !== undefined && this.#clock.now() >= (endsAt ?? this.#clock.oldEndAt);
  }

  #userNameKey(userName: string): string {
    return identityKeys.userName(this.#personal.hash('user-name', userName));
  }
}
