import type { DeskAnswerOf, DeskRequestOf } from '../../protocol/desk/client-to-server.ts';
import type { OwnerId, SelectionId } from '../../protocol/ids.ts';
import type { PoolReads } from '../pool/redis/reads.ts';
import type { PoolStore } from '../pool/store.ts';
import type { ApplicantSearch } from './applicant-search.ts';
import { type Acted, acted, refused } from './result.ts';

const PAGE = 50;

type Parts = {
  readonly store: Pick<PoolStore, 'banOf' | 'liftBan'>;
  readonly reads: PoolReads;
  readonly applicants: ApplicantSearch;
  /** Restarts the selection of a vehicle whose number was missed. */
  readonly forgive: (selection: SelectionId, owner: OwnerId) => Promise<void>;
};

/** Finds and lifts bans (ELIG-4, DONE-4). */
export class DeskBans {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async list({ from }: DeskRequestOf<'listBans'>, now: number): Promise<Acted<DeskAnswerOf<'listBans'>>> {
    const all = await this.#parts.reads.bans(now);
    const bans = all.slice(from, from + PAGE).map(async ({ owner, until }) => {
      const found = await this.#parts.applicants.byOwner(owner);
      return { owner, until, person: found === undefined ? null : await this.#parts.applicants.personOf(found) };
    });
    return acted({ bans: await Promise.all(bans), total: all.length });
  }

  /** Ends a ban, and restarts the selections of vehicles whose numbers were missed. */
  async lift({ owner, reason }: DeskRequestOf<'liftBan'>): Promise<Acted<DeskAnswerOf<'liftBan'>>> {
    const [until, found] = await Promise.all([this.#parts.store.banOf(owner), this.#parts.applicants.byOwner(owner)]);
    // An unknown owner may be any typed text, even an identity number, so it is not recorded.
    const noted = { subject: found?.account.userName ?? (until === null ? '-' : owner), reason };
    if (until === null) return refused('banUnknown', noted);
    // The vehicles come first: after a failure halfway the ban still exists, and can be lifted again.
    for (const { selection } of found?.vehicles ?? []) await this.#parts.forgive(selection, owner);
    await this.#parts.store.liftBan(owner);
    return acted({ outcome: 'lifted' }, { ...noted, before: { bannedUntil: until } });
  }
}
