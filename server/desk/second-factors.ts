import { z } from 'zod';
import type { PersonalData } from '../identity/personal-data.ts';
import { base32, makeTotpSecret, otpauthUri, stepOfCode } from '../identity/totp.ts';
import type { RedisClient } from '../redis/client.ts';
import { readRecord, saveRecord } from '../redis/records.ts';
import type { DeskAccount } from './accounts.ts';
import { deskKeys } from './keys.ts';

/** How long a shown secret waits for its first code. */
const OFFER_TTL_MS = 10 * 60_000;

const record = z.object({
  /** The secret, in hex. */
  sealed: z.string(),
  offeredAt: z.int(),
  /** The time step of the last used code; null before the first, when the secret does not count yet. */
  lastUsed: z.int().nullable(),
});
type Factor = z.infer<typeof record>;
type Kept = { readonly version: number; readonly factor: Factor | null };

/** The accounts that must have a second factor. */
export type Demand = 'optional' | 'managers' | 'everybody';

type Parts = {
  readonly redis: RedisClient;
  readonly personal: Pick<PersonalData, 'seal' | 'open'>;
  readonly now: () => number;
  /** The authenticator's name for this desk. */
  readonly issuer: string;
  readonly demand: Demand;
};

/**
 * The second factor of desk accounts: one-time codes of an authenticator, from the first right code on. A code works
 * once across all nodes, because its step is stored by compare-and-set. Methods reject if Redis does not answer.
 */
export class SecondFactors {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Whether an account has a second factor; `demanded`: it has none, and may do nothing until it does. */
  async standingOf(account: DeskAccount): Promise<'on' | 'off' | 'demanded'> {
    if (isOn((await this.#read(account)).factor)) return 'on';
    const isDemanded =
      this.#parts.demand === 'everybody' || (this.#parts.demand === 'managers' && account.role === 'manager');
    return isDemanded && !account.demo ? 'demanded' : 'off';
  }

  /** Judges a code after the right pass-phrase; an account without a second factor needs none. */
  readonly judge = async (
    account: DeskAccount,
    code: string | undefined,
  ): Promise<'right' | 'oneTimeCodeRequired' | 'oneTimeCodeWrong'> => {
    for (;;) {
      const kept = await this.#read(account);
      if (!isOn(kept.factor)) return 'right';
      if (code === undefined) return 'oneTimeCodeRequired';
      const used = this.#stepOf(account, kept.factor, code);
      if (used === undefined) return 'oneTimeCodeWrong';
      if (await this.#save(account, kept.version, { ...kept.factor, lastUsed: used })) return 'right';
    }
  };

  /** Generates a secret, which is shown only once and does not count until `confirm`. */
  async offer(
    account: DeskAccount,
  ): Promise<{ readonly secret: string; readonly uri: string } | 'wrongStage' | 'demoAccount'> {
    if (account.demo) return 'demoAccount';
    const secret = makeTotpSecret();
    const sealed = this.#parts.personal.seal(keyOf(account), secret.toString('hex'));
    for (;;) {
      const { version, factor } = await this.#read(account);
      if (isOn(factor)) return 'wrongStage';
      if (await this.#save(account, version, { sealed, offeredAt: this.#parts.now(), lastUsed: null })) break;
    }
    return { secret: base32(secret), uri: otpauthUri(secret, this.#parts.issuer, account.userName) };
  }

  /** Takes the first code; from then on every sign-in needs one. `wrongStage` if no secret waits for it. */
  async confirm(account: DeskAccount, code: string): Promise<'confirmed' | 'wrongStage' | 'oneTimeCodeWrong'> {
    const { version, factor } = await this.#read(account);
    if (factor === null || isOn(factor) || this.#parts.now() >= factor.offeredAt + OFFER_TTL_MS) return 'wrongStage';
    const lastUsed = this.#stepOf(account, factor, code);
    if (lastUsed === undefined) return 'oneTimeCodeWrong';
    return (await this.#save(account, version, { ...factor, lastUsed })) ? 'confirmed' : 'wrongStage';
  }

  /** Removes an account's second factor; false if it had none. */
  remove(account: DeskAccount): Promise<boolean> {
    return removeSecondFactor(this.#parts.redis, account);
  }

  #stepOf(account: DeskAccount, { sealed, lastUsed }: Factor, code: string): number | undefined {
    const secret = z.string().parse(this.#parts.personal.open(keyOf(account), sealed));
    return stepOfCode(Buffer.from(secret, 'hex'), code, this.#parts.now(), lastUsed ?? -1);
  }

  async #read(account: DeskAccount): Promise<Kept> {
    const { version, text } = await readRecord(this.#parts.redis, keyOf(account));
    return { version, factor: text === null ? null : record.parse(JSON.parse(text)) };
  }

  #save(account: DeskAccount, version: number, factor: Factor): Promise<boolean> {
    return saveRecord(this.#parts.redis, keyOf(account), { version, text: JSON.stringify(factor) });
  }
}

/** The same, without the server's secret. */
export const removeSecondFactor = async (redis: RedisClient, account: DeskAccount): Promise<boolean> => {
  const { text } = await readRecord(redis, keyOf(account));
  await redis.del(keyOf(account));
  return text !== null && isOn(record.parse(JSON.parse(text)));
};

const keyOf = ({ owner }: DeskAccount): string => deskKeys.secondFactor(owner);

const isOn = (factor: Factor | null): factor is Factor & { readonly lastUsed: number } =>
  factor !== null && factor.lastUsed !== null;
