import type { OwnerId } from './accounts.ts';

/** The blacklist (ELIG-4, DONE-4). */
export type Bans = {
  /** The end of the owner's ban, in ms; null without one. */
  readonly until: (owner: OwnerId) => Promise<number | null>;
};
