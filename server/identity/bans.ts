import type { OwnerId } from './accounts.ts';

/** Who is blacklisted, and until when (ELIG-4, DONE-4). */
export type Bans = {
  /** The instant at which the owner's ban ends, in ms; null where there is none. */
  readonly until: (owner: OwnerId) => Promise<number | null>;
};
