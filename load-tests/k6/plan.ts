import type { RefusalCode } from '../../protocol/refusals.ts';

/** The plan of a run; load-tests/run.mjs passes it as one JSON text. */
export type Plan = {
  readonly url: string;
  /** How many demo applicants take part, from `demo<first>` on. */
  readonly people: number;
  readonly first: number;
  /** k6's virtual users; each plays its share of the people, on one thread of its own. */
  readonly groups: number;
  /** The length of the main part. */
  readonly seconds: number;
  /** How often the main part is repeated, where a scenario has rounds. */
  readonly rounds: number;
  /** The server is our own and is killed and started again when all are there. */
  readonly restarts: boolean;
  /** Refusals that do not count against the server, besides those that belong to the scenario. */
  readonly allows: readonly RefusalCode[];
  /** Leads to the same server, a few kilobytes a second. */
  readonly slowUrl: string;
};

export const plan = JSON.parse(__ENV['PLAN'] ?? '{}') as Plan;

/** The accounts that a group looks after. @param group from 1 */
export const shareOf = (group: number): number[] => {
  const from = Math.floor((plan.people * (group - 1)) / plan.groups);
  const to = Math.floor((plan.people * group) / plan.groups);
  return Array.from({ length: to - from }, (_, i) => plan.first + from + i);
};
