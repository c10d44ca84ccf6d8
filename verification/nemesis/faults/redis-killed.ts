import { setTimeout as delay } from 'node:timers/promises';
import type { Choices } from '../../simulation/choices.ts';
import type { Fault } from '../fault.ts';
import { redisRounds } from '../redis-rounds.ts';

/** How long Redis is gone, at most, in ms. */
const GONE = 600;
/** From when Redis is back each node must serve within this, in ms. */
const SERVES_WITHIN = 3_000;

/** Redis is killed in full flow, and is started again on the data that it had written. */
export const redisKilled: Fault = {
  name: 'redis-killed',
  what: 'Redis is ended with kill -9 under the load of two nodes, and started again.',
  mustHold: 'Nothing acknowledged is lost; every node serves again within 3 s.',
  rounds: { small: 10, reported: 200 },
  waits: true,
  play: async (play) => {
    const stage = await play.stage({ nodes: 2 });
    const { redis } = stage;
    const killed = async ({ choices }: { readonly choices: Choices }): Promise<number> => {
      await redis.kill9();
      await delay(choices.pick(GONE));
      await redis.begin();
      return performance.now();
    };
    return redisRounds(stage, play, killed, SERVES_WITHIN);
  },
};
