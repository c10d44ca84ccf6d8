import type { AuditEntry } from '../../protocol/desk/commands/read-audit.ts';
import { auditEntry } from '../../protocol/desk/commands/read-audit.ts';
import type { RedisClient } from '../redis/client.ts';
import { deskKeys } from './keys.ts';

/** The entry of one desk action. Personal data are masked before they get here (ACCT-4). */
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
 * The audit trail: actor, action, time, subject, and the state before and after. It is one append-only stream;
 * operators archive it by Redis's own means.
 */
export class AuditTrail {
  readonly #redis: RedisClient;
  readonly #now: () => number;

  /** @param now the store's clock, in ms */
  constructor(redis: RedisClient, now: () => number) {
    this.#redis = redis;
    this.#now = now;
  }

  /** Appends one entry. Rejects if it may not have been written: then the action is not confirmed to anybody. */
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

  /** A page of entries before a given one, newest first. */
  async read(before?: string): Promise<{ entries: AuditEntry[]; more: boolean }> {
    const from = before === undefined ? '+' : `(${before}`;
    const found = (await this.#redis.xRevRange(deskKeys.audit, from, '-', { COUNT: PAGE + 1 })) ?? [];
    const entries = found
      .slice(0, PAGE)
      .map(({ id, message: { at, ...rest } }) => auditEntry.parse({ ...rest, entry: id, at: Number(at) }));
    return { entries, more: found.length > PAGE };
  }
}
