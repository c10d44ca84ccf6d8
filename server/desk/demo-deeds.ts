import type { RedisClient } from '../redis/client.ts';
import { DEMO_DESK } from './accounts.ts';
import { deskKeys } from './keys.ts';

/** What the trail tells of those who worked at the desk of a demo. */
export type DemoDeeds = {
  /** How often each command was done. */
  readonly done: ReadonlyMap<string, number>;
  /** Desk accounts that they made, and nobody made anew since. */
  readonly staff: ReadonlySet<string>;
  /** User names of applicants whom they signed last. */
  readonly signed: ReadonlySet<string>;
};

/** The operator's command that removes what accounts a demo left, as the trail names it. */
export const REMOVED = 'removeDemoAccounts';

/** Entries read at once. */
const BATCH = 1_000;

/** These leave nothing behind that the lists of accounts do not name. */
const TRACELESS = new Set([
  'signIn',
  'signOut',
  'changePassPhrase',
  'findSelection',
  'readHistory',
  'readVoucher',
  'addAccount',
  'removeAccount',
  'signPerson',
  'signOrganisation',
]);

/** Reads the whole trail for what was done by a demo's accounts, and by those that such accounts made. */
export const readDemoDeeds = async (redis: RedisClient): Promise<DemoDeeds> => {
  const done = new Map<string, number>();
  const [staff, signed] = [new Set<string>(), new Set<string>()];
  const isOfDemo = (who: string): boolean => who === DEMO_DESK.clerk || who === DEMO_DESK.manager || staff.has(who);
  for (let from = '-'; ; ) {
    const entries = (await redis.xRange(deskKeys.audit, from, '+', { COUNT: BATCH })) ?? [];
    for (const { message } of entries) {
      const { who = '', what = '', outcome, subject = '', after = '' } = message;
      if (outcome !== 'done') continue;
      const ofDemo = isOfDemo(who);
      if (what === 'addAccount') put(staff, subject, ofDemo);
      if (what === 'removeAccount') staff.delete(subject);
      if (what === 'signPerson' || what === 'signOrganisation') put(signed, userNameIn(after), ofDemo);
      // An operator has seen them.
      if (what === REMOVED) done.clear();
      if (ofDemo && !TRACELESS.has(what)) done.set(what, (done.get(what) ?? 0) + 1);
    }
    const last = entries.at(-1);
    if (last === undefined || entries.length < BATCH) return { done, staff, signed };
    from = `(${last.id}`;
  }
};

const put = (names: Set<string>, name: string, isIn: boolean): void =>
  void (isIn ? names.add(name) : names.delete(name));

const userNameIn = (after: string): string => {
  const { userName } = (after === '' ? {} : JSON.parse(after)) as { userName?: string };
  return userName ?? '';
};
