import { z } from 'zod';
import type { CommandId, OwnerId } from '../../protocol/ids.ts';
import type { PersonalData } from '../identity/personal-data.ts';
import type { RedisClient } from '../redis/client.ts';
import { LuaScript } from '../redis/lua-script.ts';
import { refused } from '../selection/result.ts';
import { deskKeys } from './keys.ts';
import type { DeskResult } from './result.ts';

const claim = LuaScript.read(new URL('scripts/claim-command.lua', import.meta.url));

/** The newest answers kept for each account; clients repeat a command within seconds. */
const KEPT = 500;
/** A command is answered within this time; after it, the server that began the command has died. */
const ANSWER_TIMEOUT_MS = 5_000;

const claimed = z.union([
  z.tuple([z.enum(['yours', 'underWay', 'commandReused'])]),
  z.tuple([z.literal('done'), z.string()]),
]);

/**
 * Runs each command of a desk account once, however often it is sent (SAFE-1). Answers are sealed: one carries a new
 * account's pass-phrase. If a server dies halfway, a repeat runs the command again; every command has the same effect
 * twice as once.
 */
export class DoneOnce {
  readonly #redis: RedisClient;
  readonly #personal: PersonalData;

  constructor(redis: RedisClient, personal: PersonalData) {
    this.#redis = redis;
    this.#personal = personal;
  }

  /** Runs the work, or returns the earlier answer. If the work rejects, it may be retried at once. */
  async run(
    owner: OwnerId,
    command: { readonly id: CommandId; readonly name: string; readonly request: object },
    work: () => Promise<DeskResult>,
  ): Promise<DeskResult> {
    const { id, name, request } = command;
    const answers = deskKeys.answers(owner);
    // Keyed: a request may name people, and a plain hash would let partial knowledge be tested.
    const digest = this.#personal.hash('desk-command', JSON.stringify([name, request]));
    const args = [id, digest, String(ANSWER_TIMEOUT_MS), String(KEPT)];
    const [word, kept] = claimed.parse(await claim.run(this.#redis, [answers, deskKeys.answered(owner)], args));
    if (word === 'commandReused') return refused('commandReused');
    if (word === 'underWay') return refused('outcomeUnknown');
    const place = `${answers}/${id}`;
    // The stored answer was sealed here for a command with the same digest, so it has this command's type.
    if (word === 'done') return this.#personal.open(place, kept) as DeskResult;
    try {
      const result = await work();
      await this.#redis.hSet(answers, id, `${digest} done ${this.#personal.seal(place, result)}`);
      return result;
    } catch (error) {
      await this.#redis.hDel(answers, id).catch(() => undefined);
      throw error;
    }
  }
}
