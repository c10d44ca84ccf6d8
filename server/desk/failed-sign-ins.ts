import { z } from 'zod';
import { userNameOf } from '../../protocol/normal-form.ts';
import type { RedisClient } from '../redis/client.ts';
import { LuaScript } from '../redis/lua-script.ts';
import type { DeskAccounts } from './accounts.ts';
import type { AuditTrail } from './audit.ts';
import { deskKeys } from './keys.ts';

const countFailure = LuaScript.read(new URL('scripts/count-failure.lua', import.meta.url));
const claimFailures = LuaScript.read(new URL('scripts/claim-failures.lua', import.meta.url));

/** Failures of one name within this time make two entries at most. */
const WINDOW_MS = 60_000;
/** The most networks that one entry names. */
const NETWORKS = 5;

/** One failed attempt, and its refusal. */
export type Failure = {
  readonly what: 'signIn' | 'changePassPhrase' | 'enrolSecondFactor' | 'endSecondFactor';
  readonly userName: string;
  /** The client's network, as limits count it. */
  readonly network: string;
  readonly outcome: string;
};

const counted = z.object({ what: z.string(), who: z.string(), role: z.string(), outcome: z.string() });
const claimed = z.array(z.object({ key: counted, more: z.int(), networks: z.array(z.string()) }));

type Parts = {
  readonly redis: RedisClient;
  readonly accounts: Pick<DeskAccounts, 'byUserName'>;
  readonly audit: Pick<AuditTrail, 'append'>;
  /** The store's clock. */
  readonly now: () => number;
  /** Called for each failure that could not be recorded. */
  readonly lost: (error: unknown) => void;
};

/**
 * Records failed sign-ins in the audit trail. The first failure of a name is written at once, the others of that minute
 * as one entry with their count. All names without an account count as one, so that a flood adds only a few lines a
 * minute. Such a name may be a pass-phrase typed into the wrong field: all but its first character is starred.
 */
export class FailedSignIns {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Records one failure without waiting: the duration would reveal which names have accounts. */
  note(failure: Failure): void {
    this.#note(failure).catch(this.#parts.lost);
  }

  /** Writes the entries whose minute is over; one node does it for all. Call it every few seconds. */
  async tick(): Promise<void> {
    const text = await claimFailures.run(
      this.#parts.redis,
      [deskKeys.failures],
      [String(this.#parts.now() - WINDOW_MS)],
    );
    for (const { key, more, networks } of claimed.parse(JSON.parse(z.string().parse(text))))
      if (more > 0) await this.#parts.audit.append({ ...key, subject: networks.join(' '), after: { more } });
  }

  async #note({ what, userName, network, outcome }: Failure): Promise<void> {
    const name = userNameOf(userName);
    const account = await this.#parts.accounts.byUserName(name);
    const key = { what, who: account?.userName ?? '', role: account?.role ?? '', outcome };
    const from = maskNetwork(network);
    const args = [JSON.stringify(key), String(this.#parts.now()), from, String(NETWORKS)];
    if ((await countFailure.run(this.#parts.redis, [deskKeys.failures], args)) !== 'first') return;
    const subject = account === undefined ? `${maskUserName(name)} ${from}` : from;
    await this.#parts.audit.append({ ...key, subject });
  }
}

/** The same length for every name: a pass-phrase's length is a hint, too. */
const maskUserName = (name: string): string => `${[...name][0] ?? ''}****`;

/** Half of an address: enough to tell an office from the rest of the world. */
const maskNetwork = (network: string): string =>
  network.includes(':')
    ? `${network.split(':').slice(0, 2).join(':')}:****`
    : `${network.split('.').slice(0, 2).join('.')}.*.*`;
