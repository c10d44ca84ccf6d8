import { z } from 'zod';
import { type DeskRole, deskRole, deskUserName } from '../../protocol/desk/views.ts';
import type { OwnerId } from '../../protocol/ids.ts';
import { identityKeys } from '../identity/keys.ts';
import { hashPassPhrase, isPassPhrase, makePassPhrase, wrongWithPassPhrase } from '../identity/pass-phrases.ts';
import type { RedisClient } from '../redis/client.ts';
import { readRecord, saveRecord } from '../redis/records.ts';
import { deskKeys } from './keys.ts';

/** An account of a person who works at the desk. */
export type DeskAccount = {
  readonly owner: OwnerId;
  readonly userName: string;
  readonly role: DeskRole;
  /** The server generated the pass-phrase, and its owner must change it first. */
  readonly mustChange: boolean;
  /** The time to change the first pass-phrase is over: it opens nothing any more. */
  readonly passPhraseEnded?: boolean;
  /** A public account of the demo, computed instead of stored. */
  readonly demo: boolean;
  /** A public account of the demo, or created by an account of the demo. It ends with the demo. */
  readonly ofDemo: boolean;
  readonly createdAt: number;
  /** The desk account that created it; absent if an operator created it on the machine itself. */
  readonly madeBy?: string;
};

const record = z.object({
  role: deskRole,
  passHash: z.string(),
  mustChange: z.boolean(),
  createdAt: z.int(),
  madeBy: z.string().optional(),
  /** The owner chose the pass-phrase; absent: it is the first one, or a version before stored it. */
  isChosen: z.boolean().optional(),
  /** Absent: created outside a demo, or by a version that did not record it. */
  madeInDemo: z.boolean().optional(),
});
type AccountRecord = z.infer<typeof record>;

/** The prefix is the desk's own: owners of applicants are hashes, or begin with `demo-`. */
const ownerOf = (userName: string): OwnerId => `desk-${userName}` as OwnerId;

/** The public accounts of the demo, with one public pass-phrase. */
export const DEMO_DESK = { clerk: 'demo-clerk', manager: 'demo-manager', passPhrase: 'demo' } as const;

/**
 * The accounts of the desk, separate from the applicants'. Demo accounts are computed, not stored, and reserve their
 * name prefix. Without a demo, accounts created in one count as missing. Methods reject if Redis does not answer.
 */
export class DeskAccounts {
  readonly #redis: RedisClient;
  readonly #demo: boolean;
  readonly #first: { readonly lifeMs: number; readonly now: () => number } | undefined;

  /** @param options.first how long a first pass-phrase works; absent where nobody signs in */
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
    // Records of the version before have `createdAt`, too.
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
   * The names of accounts created in a demo.
   * @param told names that the audit trail attributes to a demo; they count only if the record does not say
   */
  async madeInDemo(told: ReadonlySet<string>): Promise<string[]> {
    const names = await this.#redis.sMembers(deskKeys.accounts);
    const kept = await Promise.all(names.map(async (name) => [name, await this.#kept(name)] as const));
    return kept
      .flatMap(([name, found]) => (found !== undefined && (found.record.madeInDemo ?? told.has(name)) ? [name] : []))
      .toSorted();
  }

  /** Marks an account as created in a demo, unless its record already says. */
  async markMadeInDemo(userName: string): Promise<void> {
    const kept = await this.#kept(userName);
    if (kept !== undefined && kept.record.madeInDemo === undefined) await this.#change(userName, { madeInDemo: true });
  }

  /**
   * Creates an account with a pass-phrase that only its owner gets; `accountExists` if the name is taken. Without a
   * demo, an account left of a demo makes room, with its sessions.
   * @param by the creator; accounts created by a demo account end with the demo
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
    // A second factor whose enrolment outlived an earlier account of this name must not pass to this one.
    await this.#redis.del(deskKeys.secondFactor(ownerOf(name)));
    if (!(await saveRecord(this.#redis, deskKeys.account(ownerOf(name)), { version: 0, text }))) return 'accountExists';
    await this.#redis.sAdd(deskKeys.accounts, name);
    return { passPhrase };
  }

  /**
   * Removes an account with its sessions and its second factor; false if not found. The caller ends its connections.
   */
  async remove(userName: string): Promise<boolean> {
    await this.#redis.sRem(deskKeys.accounts, userName);
    await this.#redis.incr(identityKeys.generation(ownerOf(userName)));
    await this.#redis.del(deskKeys.secondFactor(ownerOf(userName)));
    return (await this.#redis.del(deskKeys.account(ownerOf(userName)))) > 0;
  }

  /** Sets a pass-phrase that the owner chose. */
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

  /** Demands a new pass-phrase before anything else: the present one is no longer acceptable. */
  async demandChange({ userName }: DeskAccount): Promise<void> {
    await this.#change(userName, { mustChange: true, isChosen: true });
  }

  /** Changes a stored account; false if not found. */
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
