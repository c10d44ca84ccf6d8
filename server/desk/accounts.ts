import { z } from 'zod';
import { type DeskRole, deskRole, deskUserName } from '../../protocol/desk/views.ts';
import type { OwnerId } from '../../protocol/ids.ts';
import { identityKeys } from '../identity/keys.ts';
import { hashPassPhrase, isPassPhrase, makePassPhrase, wrongWithPassPhrase } from '../identity/pass-phrases.ts';
import type { RedisClient } from '../redis/client.ts';
import { readRecord, saveRecord } from '../redis/records.ts';
import { deskKeys } from './keys.ts';

/** Somebody who works at the desk. */
export type DeskAccount = {
  readonly owner: OwnerId;
  readonly userName: string;
  readonly role: DeskRole;
  /** The pass-phrase was made by the server and must be changed first. */
  readonly mustChange: boolean;
  /** It was to be changed within a time that is over: it opens nothing any longer. */
  readonly passPhraseEnded?: boolean;
  /** Everybody's, and computed. */
  readonly demo: boolean;
  /** Of a demo: everybody's, or made by such an account. It does not outlast the demo. */
  readonly ofDemo: boolean;
  readonly createdAt: number;
  /** The desk account that made it; none where it was made at the machine itself. */
  readonly madeBy?: string;
};

const record = z.object({
  role: deskRole,
  passHash: z.string(),
  mustChange: z.boolean(),
  createdAt: z.int(),
  madeBy: z.string().optional(),
  /** The pass-phrase is its owner's own; absent: the first one, or one of the version before. */
  isChosen: z.boolean().optional(),
  /** Absent: made for good, or by a version that did not tell. */
  madeInDemo: z.boolean().optional(),
});
type AccountRecord = z.infer<typeof record>;

/** No applicant has such an owner: theirs are hashes, or begin with `demo-`. */
const ownerOf = (userName: string): OwnerId => `desk-${userName}` as OwnerId;

/** The same for both, and no secret. */
export const DEMO_DESK = { clerk: 'demo-clerk', manager: 'demo-manager', passPhrase: 'demo' } as const;

/**
 * The accounts of the desk: apart from the applicants' in everything. Those of the demo are computed, not stored, and
 * no other name may begin like theirs. Without a demo those that were made in one are as if they were not there.
 * Methods reject when Redis does not answer.
 */
export class DeskAccounts {
  readonly #redis: RedisClient;
  readonly #demo: boolean;
  readonly #first: { readonly lifeMs: number; readonly now: () => number } | undefined;

  /** @param options.first how long a first pass-phrase can be signed in with; absent for who signs nobody in */
  constructor(
    redis: RedisClient,
    options: {
      readonly demo: boolean;
      readonly first?: { readonly lifeMs: number; readonly now: () => number };
    },
  ) {
    this.#redis = redis;
    this.#demo = options.demo;
    this.#first = options.first;
  }

  readonly byOwner = (owner: OwnerId): Promise<DeskAccount | undefined> =>
    this.byUserName(owner.startsWith('desk-') ? owner.slice('desk-'.length) : '');

  readonly byUserName = async (userName: string): Promise<DeskAccount | undefined> => {
    const demo = this.#demoOf(userName);
    if (demo !== undefined) return demo;
    const kept = (await this.#kept(userName))?.record;
    if (kept === undefined || (kept.madeInDemo === true && !this.#demo)) return undefined;
    const { role, mustChange, createdAt, madeBy, isChosen = false, madeInDemo = false } = kept;
    const made = madeBy === undefined ? {} : { madeBy };
    // Of the version before it is known, too, when the account was made.
    const passPhraseEnded =
      mustChange && !isChosen && this.#first !== undefined && this.#first.now() >= createdAt + this.#first.lifeMs;
    const shown = { owner: ownerOf(userName), userName, role, mustChange, createdAt, ...made };
    return { ...shown, passPhraseEnded, demo: false, ofDemo: madeInDemo };
  };

  readonly isPassPhraseOf = async (account: DeskAccount | undefined, passPhrase: string): Promise<boolean> => {
    const kept = account === undefined ? undefined : await this.#kept(account.userName);
    const isKept = await isPassPhrase(kept?.record.passHash, passPhrase);
    return account?.demo === true ? passPhrase === DEMO_DESK.passPhrase : isKept;
  };

  /** All accounts, by name. */
  async list(): Promise<DeskAccount[]> {
    const names = [DEMO_DESK.clerk, DEMO_DESK.manager, ...(await this.#redis.sMembers(deskKeys.accounts))];
    const accounts = await Promise.all(names.map(this.byUserName));
    return accounts.filter((account) => account !== undefined).toSorted((a, b) => (a.userName < b.userName ? -1 : 1));
  }

  /**
   * The names of accounts that were made in a demo.
   * @param told names that the trail says so of; they count where the account itself does not say
   */
  async madeInDemo(told: ReadonlySet<string>): Promise<string[]> {
    const names = await this.#redis.sMembers(deskKeys.accounts);
    const kept = await Promise.all(names.map(async (name) => [name, await this.#kept(name)] as const));
    return kept
      .flatMap(([name, found]) => (found !== undefined && (found.record.madeInDemo ?? told.has(name)) ? [name] : []))
      .toSorted();
  }

  /** Marks an account as made in a demo, unless it says itself where it was made. */
  async markMadeInDemo(userName: string): Promise<void> {
    const kept = await this.#kept(userName);
    if (kept !== undefined && kept.record.madeInDemo === undefined) await this.#change(userName, { madeInDemo: true });
  }

  /**
   * Makes an account with a pass-phrase that nobody else is told; `accountExists` where the name is taken. Without a
   * demo, one that is left of a demo makes room, with its sessions.
   * @param by who makes it; what an account of a demo makes ends with the demo
   */
  async create(
    userName: string,
    role: DeskRole,
    now: number,
    by?: Pick<DeskAccount, 'userName' | 'ofDemo'>,
  ): Promise<{ readonly passPhrase: string } | 'accountExists'> {
    const name = deskUserName.parse(userName);
    if (name.startsWith('demo')) return 'accountExists';
    if (!this.#demo && (await this.#kept(name))?.record.madeInDemo === true) await this.remove(name);
    const passPhrase = makePassPhrase();
    const passHash = await hashPassPhrase(passPhrase);
    const maker = by === undefined ? {} : { madeBy: by.userName };
    const madeInDemo = by?.ofDemo ?? false;
    const made: AccountRecord = { role, passHash, mustChange: true, createdAt: now, madeInDemo, ...maker };
    const text = JSON.stringify(made);
    // One that was being enrolled while an earlier account of this name went must not become this one's.
    await this.#redis.del(deskKeys.secondFactor(ownerOf(name)));
    if (!(await saveRecord(this.#redis, deskKeys.account(ownerOf(name)), { version: 0, text }))) return 'accountExists';
    await this.#redis.sAdd(deskKeys.accounts, name);
    return { passPhrase };
  }

  /** Removes an account with its sessions and its second factor; false where there is none. Its connections are the caller's to end. */
  async remove(userName: string): Promise<boolean> {
    await this.#redis.sRem(deskKeys.accounts, userName);
    await this.#redis.incr(identityKeys.generation(ownerOf(userName)));
    await this.#redis.del(deskKeys.secondFactor(ownerOf(userName)));
    return (await this.#redis.del(deskKeys.account(ownerOf(userName)))) > 0;
  }

  /** Sets the pass-phrase that its owner has chosen. */
  async setPassPhrase(
    { userName, demo }: DeskAccount,
    passPhrase: string,
  ): Promise<'changed' | 'passPhraseWeak' | 'passPhraseCommon' | 'demoAccount' | 'accountUnknown'> {
    if (demo) return 'demoAccount';
    const wrong = wrongWithPassPhrase(passPhrase, [userName]);
    if (wrong !== null) return wrong;
    const changed = { passHash: await hashPassPhrase(passPhrase), mustChange: false, isChosen: true };
    return (await this.#change(userName, changed)) ? 'changed' : 'accountUnknown';
  }

  /** The pass-phrase is one that will not do any longer: its owner must change it before anything else. */
  async demandChange({ userName }: DeskAccount): Promise<void> {
    await this.#change(userName, { mustChange: true, isChosen: true });
  }

  /** Changes what is there; false where there is no such account. */
  async #change(userName: string, changed: Partial<AccountRecord>): Promise<boolean> {
    for (;;) {
      const kept = await this.#kept(userName);
      if (kept === undefined) return false;
      const text = JSON.stringify({ ...kept.record, ...changed } satisfies AccountRecord);
      if (await saveRecord(this.#redis, deskKeys.account(ownerOf(userName)), { version: kept.version, text }))
        return true;
    }
  }

  async #kept(userName: string): Promise<{ version: number; record: AccountRecord } | undefined> {
    const { version, text } = await readRecord(this.#redis, deskKeys.account(ownerOf(userName)));
    return text === null ? undefined : { version, record: record.parse(JSON.parse(text)) };
  }

  #demoOf(userName: string): DeskAccount | undefined {
    const role = userName === DEMO_DESK.clerk ? 'clerk' : userName === DEMO_DESK.manager ? 'manager' : undefined;
    if (!this.#demo || role === undefined) return undefined;
    return { owner: ownerOf(userName), userName, role, mustChange: false, demo: true, ofDemo: true, createdAt: 0 };
  }
}
