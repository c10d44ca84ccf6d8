import { setTimeout as delay } from 'node:timers/promises';
import { alarmsLeft } from '../alarms-left.ts';
import type { Fault } from '../fault.ts';
import { redisRounds } from '../redis-rounds.ts';
import { latestOf } from '../watch.ts';

/** How often in one round, and how long after one another at most, in ms. */
const FLUSHES = 20;
const APART = 30;
/** In ms. */
const GONE_WITHIN = 1_000;

/** Redis forgets every script, the job queue's too, again and again while they are in use. */
export const scriptsFlushed: Fault = {
  name: 'scripts-flushed',
  what: 'All scripts are flushed from Redis under load, twenty times shortly after one another.',
  mustHold: 'Nobody is even told to ask again; holds are gone 1 s after their deadline; alarms go on ringing.',
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
    const { unknown } = stage.answers.counts;
    if (unknown > 0) problems.push(`${unknown} commands were answered "unknown"`);
    const latest = latestOf(stage.watch.lapses);
    if (latest > GONE_WITHIN) problems.push(`a hold was gone only ${latest} ms after its deadline`);
    return { ...found, problems };
  },
};
