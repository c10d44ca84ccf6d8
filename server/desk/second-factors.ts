import { z } from 'zod';
import type { PersonalData } from '../identity/personal-data.ts';
import { base32, makeTotpSecret, otpauthUri, stepOfCode } from '../identity/totp.ts';
import type { RedisClient } from '../redis/client.ts';
import { readRecord, saveRecord } from '../redis/records.ts';
import type { DeskAccount } from './accounts.ts';
import { deskKeys } from './keys.ts';

/** In ms: a secret that was shown waits so long for its first code. */
const OFFER_TTL_MS = 10 * 60_000;

const record = z.object({
  /** The secret, in hex. */
  sealed: z.string(),
  offeredAt: z.int(),
  /** The step of the last code that served; null before the first, when it counts for nothing yet. */
  lastUsed: z.int().nullable(),
});
type Factor = z.infer<typeof record>;
type Kept = { readonly version: number; readonly factor: Factor | null };

/** Of whom a second factor is demanded. */
export type Demand = 'optional' | 'managers' | 'everybody';

/**
 * The second factor of desk accounts: one-time codes of an authenticator. It counts from its first right code on. A
 * code serves once at all nodes, because its step is written by whoever takes it, and only over what was read. Methods
 * reject when Redis does not answer.
 */
export class SecondFactors {
  readonly #redis: RedisClient;
  readonly #personal: Pick<PersonalData, 'seal' | 'open'>;
  readonly #now: () => number;
  readonly #issuer: string;
  readonly #demand: Demand;

  /** @param parts.issuer what an authenticator calls this desk */
  constructor(parts: {
    readonly redis: RedisClient;
    readonly personal: Pick<PersonalData, 'seal' | 'open'>;
    readonly now: () => number;
    readonly issuer: string;
    readonly demand: Demand;
  }) {
    this.#redis = parts.redis;
    this.#personal = parts.personal;
    this.#now = parts.now;
    this.#issuer = parts.issuer;
    this.#demand = parts.demand;
  }

  /** Whether an account has one; `demanded`: it has none, and may do nothing until it has. */
  async standingOf(account: DeskAccount): Promise<'on' | 'off' | 'demanded'> {
    if (isOn((await this.#read(account)).factor)) return 'on';
    const isDemanded = this.#demand === 'everybody' || (this.#demand === 'managers' && account.role === 'manager');
    return isDemanded && !account.demo ? 'demanded' : 'off';
  }

  /** Whether a code lets somebody in who has the right pass-phrase; of an account without a second factor none is asked. */
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

  /** Makes a secret, which is told this once and counts for nothing until `confirm`. */
  async offer(
    account: DeskAccount,
  ): Promise<{ readonly secret: string; readonly uri: string } | 'wrongStage' | 'demoAccount'> {
    if (account.demo) return 'demoAccount';
    const secret = makeTotpSecret();
    const sealed = this.#personal.seal(keyOf(account), secret.toString('hex'));
    for (;;) {
      const { version, factor } = await this.#read(account);
      if (isOn(factor)) return 'wrongStage';
      if (await this.#save(account, version, { sealed, offeredAt: this.#now(), lastUsed: null })) break;
    }
    return { secret: base32(secret), uri: otpauthUri(secret, this.#issuer, account.userName) };
  }

  /** The first code: from now on one is asked for. `wrongStage` where no secret waits for it. */
  async confirm(account: DeskAccount, code: string): Promise<'confirmed' | 'wrongStage' | 'oneTimeCodeWrong'> {
    const { version, factor } = await this.#read(account);
    if (factor === null || isOn(factor) || this.#now() >= factor.offeredAt + OFFER_TTL_MS) return 'wrongStage';
    const lastUsed = this.#stepOf(account, factor, code);
    if (lastUsed === undefined) return 'oneTimeCodeWrong';
    return (await this.#save(account, version, { ...factor, lastUsed })) ? 'confirmed' : 'wrongStage';
  }

  /** Takes it off an account; false where it had none. */
  remove(account: DeskAccount): Promise<boolean> {
    return removeSecondFactor(this.#redis, account);
  }

  #stepOf(account: DeskAccount, { sealed, lastUsed }: Factor, code: string): number | undefined {
    const secret = z.string().parse(this.#personal.open(keyOf(account), sealed));
    return stepOfCode(Buffer.from(secret, 'hex'), code, this.#now(), lastUsed ?? -1);
  }

  async #read(account: DeskAccount): Promise<Kept> {
    const { version, text } = await readRecord(this.#redis, keyOf(account));
    return { version, factor: text === null ? null : record.parse(JSON.parse(text)) };
  }

  #save(account: DeskAccount, version: number, factor: Factor): Promise<boolean> {
    return saveRecord(this.#redis, keyOf(account), { version, text: JSON.stringify(factor) });
  }
}

/** The same for who has not the server's secret. */
export const removeSecondFactor = async (redis: RedisClient, account: DeskAccount): Promise<boolean> => {
  const { text } = await readRecord(redis, keyOf(account));
  await redis.del(keyOf(account));
  return text !== null && isOn(record.parse(JSON.parse(text)));
};

const keyOf = ({ owner }: DeskAccount): string => deskKeys.secondFactor(owner);

const isOn = (factor: Factor | null): factor is Factor & { readonly lastUsed: number } =>
  factor !== null && factor.lastUsed !== null;
