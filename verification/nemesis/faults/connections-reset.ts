import { setTimeout as delay } from 'node:timers/promises';
import { alarmsLeft } from '../alarms-left.ts';
import type { Fault } from '../fault.ts';
import { redisRounds } from '../redis-rounds.ts';

/** How often in one round, and how long after one another at most, in ms. */
const RESETS = 3;
const APART = 200;

/** Every connection to Redis breaks at once, with commands under way and answers that are lost. */
export const connectionsReset: Fault = {
  name: 'connections-reset',
  what: 'All connections to Redis are broken off under load, three times shortly after one another.',
  mustHold: 'No half transition; what went unheard is asked again and answered once; alarms go on ringing.',
  rounds: { small: 5, reported: 50 },
  waits: true,
  play: async (play) => {
    const stage = await play.stage({ nodes: 2 });
    const found = await redisRounds(stage, play, async ({ choices }) => {
      for (let i = 0; i < RESETS; i += 1) {
        await delay(choices.pick(APART));
        const client = await stage.redis.client();
        await client.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
        client.destroy();
      }
      return performance.now();
    });
    return { ...found, problems: [...found.problems, ...(await alarmsLeft(stage))] };
  },
};
