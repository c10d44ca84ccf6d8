import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import { redisRounds } from '../redis-rounds.ts';

const ROUNDS = { small: 5, reported: 50 };
/** How long Redis stands still, in ms; the longest stops, beyond every time-out, only where there is time for them. */
const STOPPED = { least: 1_000, small: 5_000, most: 20_000 };
/** A process that is stopped may still finish what it is at, for so long, in ms. */
const MARGIN = 50;

/** Redis is suspended in full flow and resumes later, as on a machine that swaps or a disk that hangs. */
export const redisStopped: Fault = {
  name: 'redis-stopped',
  what: 'Redis is stopped in its tracks under load for 1 to 20 s (to 5 s in few rounds), and goes on.',
  mustHold:
    'Whoever asks meanwhile is told "unknown, ask again"; what was half way is done once or never, and the same command sent again has one answer.',
  rounds: ROUNDS,
  waits: true,
  play: async (play) => {
    const stage = await play.stage({ nodes: 2 });
    const { redis, answers } = stage;
    const most = play.rounds > ROUNDS.small ? STOPPED.most : STOPPED.small;
    let [longest, unknown] = [0, 0];
    const found = await redisRounds(stage, play, async ({ nth, problems }) => {
      // Of all lengths, up to beyond the patience of a node, a connection and a client.
      const still = STOPPED.least + ((most - STOPPED.least) * nth) / play.rounds;
      process.kill(redis.pid, 'SIGSTOP');
      const stopped = performance.now();
      await delay(still);
      const decided = answers.decidedWithin(stopped + MARGIN, performance.now());
      unknown += answers.unknownSince(stopped);
      process.kill(redis.pid, 'SIGCONT');
      longest = Math.max(longest, still);
      if (decided > 0) problems.push(`round ${nth}: ${decided} commands were decided while Redis stood still`);
      return performance.now();
    });
    return { ...found, detail: { ...found.detail, longestStopMs: Math.round(longest), unknownWhileStopped: unknown } };
  },
};
