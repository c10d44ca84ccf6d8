import type { OwnerId } from '../../protocol/ids.ts';
import type { AccountStore } from '../identity/account-store.ts';
import type { PoolReads } from '../pool/redis/reads.ts';
import type { RedisClient } from '../redis/client.ts';
import type { DeskAccounts } from './accounts.ts';
import type { AuditTrail } from './audit.ts';
import { REMOVED, readDemoDeeds } from './demo-deeds.ts';

/** The remains of a demo. */
export type DemoRemains = {
  /** Names of desk accounts; disabled wherever there is no demo. */
  readonly staff: readonly string[];
  /** Owners of applicants' accounts; disabled like them. */
  readonly applicants: readonly OwnerId[];
  /** How many numbers demo applicants have reserved. */
  readonly reserved: number;
  /** Actions at the demo's desk that no operator has acknowledged: command → how often. */
  readonly deeds: ReadonlyMap<string, number>;
};

type Parts = {
  readonly redis: RedisClient;
  readonly staff: DeskAccounts;
  readonly applicants: AccountStore;
  readonly pool: Pick<PoolReads, 'reservedByDemo'>;
};

/** Finds the remains of a demo, and changes nothing. */
export const demoRemains = async ({ redis, staff, applicants, pool }: Parts): Promise<DemoRemains> => {
  const deeds = await readDemoDeeds(redis);
  const [names, owners, reserved] = await Promise.all([
    staff.madeInDemo(deeds.staff),
    applicants.madeInDemo(deeds.signed),
    pool.reservedByDemo(),
  ]);
  return { staff: names, applicants: owners, reserved, deeds: deeds.done };
};

/**
 * Marks accounts that an earlier version created without recording where: the trail tells which of them a demo created.
 * From then on they are disabled like the others.
 */
export const disableRemains = async ({ staff, applicants }: DemoRemains, parts: Parts): Promise<void> => {
  for (const name of staff) await parts.staff.markMadeInDemo(name);
  for (const owner of applicants) await parts.applicants.markMadeInDemo(owner);
};

/** Removes the accounts left by a demo, with their sessions, and records that an operator has seen the rest. */
export const removeRemains = async (
  remains: DemoRemains,
  parts: Parts & { readonly audit: AuditTrail },
): Promise<void> => {
  await disableRemains(remains, parts);
  for (const name of remains.staff) await parts.staff.remove(name);
  for (const owner of remains.applicants) await parts.applicants.removeMadeInDemo(owner);
  const before = { staff: remains.staff, applicants: remains.applicants.length };
  await parts.audit.append({ who: 'ready', role: '', what: REMOVED, outcome: 'done', before });
};

/** One line for each kind of remains. */
export const remainsInWords = ({ staff, applicants, reserved, deeds }: DemoRemains): string[] => [
  ...(staff.length > 0 ? [`desk accounts made in a demo, disabled (${staff.length}): ${staff.join(', ')}`] : []),
  ...(applicants.length > 0 ? [`applicants' accounts made in a demo, disabled (${applicants.length})`] : []),
  ...(reserved > 0 ? [`numbers reserved by demo applicants, until their last day (${reserved})`] : []),
  ...(deeds.size > 0
    ? [`done at the desk of a demo and still so: ${[...deeds].map(([what, times]) => `${what} ${times}`).join(', ')}`]
    : []),
];
