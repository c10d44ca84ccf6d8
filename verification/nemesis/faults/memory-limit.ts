import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import { redisRounds } from '../redis-rounds.ts';

/** How long memory is short after somebody has met the limit, in ms, at most, and how long that may take. */
const SHORT = 1_000;
const MET_WITHIN = 10_000;

/** Redis has reached its memory limit, and refuses every command that needs more, in the middle of everything. */
export const memoryLimit: Fault = {
  name: 'memory-limit',
  what: "Redis's memory limit is set below what it uses, under load, and lifted again.",
  mustHold: 'No half transition; commands are answered "unknown, ask again"; service resumes when there is room.',
  rounds: { small: 5, reported: 50 },
  waits: true,
  play: async (play) => {
    const stage = await play.stage({ nodes: 2 });
    const operator = await stage.redis.client();
    let [unknown, unmet] = [0, 0];
    const found = await redisRounds(stage, play, async ({ choices }) => {
      const used = Number(/^used_memory:(\d+)/m.exec(await operator.info('memory'))?.[1]);
      const began = performance.now();
      await operator.configSet('maxmemory', String(Math.floor(used / 2)));
      const met = (): number => stage.answers.unknownSince(began);
      while (met() === 0 && performance.now() < began + MET_WITHIN) await delay(10);
      await delay(choices.pick(SHORT));
      await operator.configSet('maxmemory', '0');
      unknown += met();
      // Now and then everybody waits for a countdown whose end cannot be written down, and nobody asks for anything.
      if (met() === 0) unmet += 1;
      return performance.now();
    });
    const idle = unmet * 2 > play.rounds ? [`in ${unmet} of ${play.rounds} rounds nobody met the limit`] : [];
    return {
      problems: [...found.problems, ...idle],
      detail: { ...found.detail, unknownWhileShort: unknown, roundsUnmet: unmet },
    };
  },
};
