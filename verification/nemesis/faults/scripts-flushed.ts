import { setTimeout as delay } from 'node:timers/promises';
import { alarmsLeft } from '../alarms-left.ts';
import type { Fault } from '../fault.ts';
import { redisRounds } from '../redis-rounds.ts';

/** How often in one round, and how long after one another at most, in ms. */
const FLUSHES = 20;
const APART = 30;

/** Redis forgets every script, the job queue's too, again and again while they are in use. */
export const scriptsFlushed: Fault = {
  name: 'scripts-flushed',
  what: 'All scripts are flushed from Redis under load, twenty times shortly after one another.',
  mustHold: 'No command and no job fails for a script that Redis has forgotten; alarms go on ringing.',
  rounds: { small: 5, reported: 50 },
  waits: true,
  play: async (play) => {
    const stage = await play.stage({ nodes: 2 });
    const operator = await stage.redis.client();
    const found = await redisRounds(stage, play, async ({ choices }) => {
      for (let i = 0; i < FLUSHES; i += 1) {
        await operator.sendCommand(['SCRIPT', 'FLUSH', i % 2 === 0 ? 'SYNC' : 'ASYNC']);
        await delay(choices.pick(APART));
      }
      return performance.now();
    });
    const problems = [...found.problems, ...(await alarmsLeft(stage))];
    const stumbled = stage.nodes.flatMap(({ lines }) => lines.filter((line) => line.includes('NOSCRIPT')));
    if (stumbled.length > 0) problems.push(`${stumbled.length} times a forgotten script was felt: ${stumbled[0]}`);
    return { ...found, problems };
  },
};
