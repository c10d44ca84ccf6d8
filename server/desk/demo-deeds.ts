import type { RedisClient } from '../redis/client.ts';
import { DEMO_DESK } from './accounts.ts';
import { deskKeys } from './keys.ts';

/** The actions of a demo's desk accounts, from the audit trail. */
export type DemoDeeds = {
  /** How often each command succeeded. */
  readonly done: ReadonlyMap<string, number>;
  /** Desk accounts that they created and that were not created anew since. */
  readonly staff: ReadonlySet<string>;
  /** User names of applicants whom they were the last to sign. */
  readonly signed: ReadonlySet<string>;
};

/** The audit trail's name of the operator's command that removes a demo's accounts. */
export const REMOVED = 'removeDemoAccounts';

/** Entries per read. */
const BATCH = 1_000;

/** Actions without traces beyond the lists of accounts. */
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

/** Searches the whole trail for actions of a demo's accounts, and of accounts that these created. */
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
      // An operator has reviewed the earlier ones.
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
