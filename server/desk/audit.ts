import type { AuditEntry } from '../../protocol/desk/commands/read-audit.ts';
import { auditEntry } from '../../protocol/desk/commands/read-audit.ts';
import type { RedisClient } from '../redis/client.ts';
import { deskKeys } from './keys.ts';

/** What is written down of one desk action. Personal data are masked before they come here (ACCT-4). */
export type Audited = {
  readonly who: string;
  readonly role: string;
  readonly what: string;
  /** `done`, or a refusal's code. */
  readonly outcome: string;
  readonly subject?: string | undefined;
  readonly reason?: string | undefined;
  readonly before?: unknown;
  readonly after?: unknown;
};

/** Entries in one page. */
const PAGE = 50;

/**
 * The audit trail: who did what at the desk, when, to what, and what was there before and after. It is one stream that
 * is only appended to; whoever wants less of it archives it by Redis's own means.
 */
export class AuditTrail {
  readonly #redis: RedisClient;
  readonly #now: () => number;

  /** @param now the store's clock, in ms */
  constructor(redis: RedisClient, now: () => number) {
    this.#redis = redis;
    this.#now = now;
  }

  /** Writes one entry. Rejects where it may not have been written: then nobody is told that the action was done. */
  async append({ who, role, what, outcome, subject = '', reason = '', before, after }: Audited): Promise<void> {
    const [was, is] = [before, after].map((state) => (state === undefined ? '' : JSON.stringify(state)));
    const fields = {
      at: String(this.#now()),
      who,
      role,
      what,
      outcome,
      subject,
      reason,
      before: was ?? '',
      after: is ?? '',
    };
    await this.#redis.xAdd(deskKeys.audit, '*', fields);
  }

  /** A page of the trail, newest first, of the entries before a given one. */
  async read(before?: string): Promise<{ entries: AuditEntry[]; more: boolean }> {
    const from = before === undefined ? '+' : `(${before}`;
    const found = (await this.#redis.xRevRange(deskKeys.audit, from, '-', { COUNT: PAGE + 1 })) ?? [];
    const entries = found
      .slice(0, PAGE)
      .map(({ id, message: { at, ...rest } }) => auditEntry.parse({ ...rest, entry: id, at: Number(at) }));
    return { entries, more: found.length > PAGE };
  }
}
