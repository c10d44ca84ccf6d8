import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import { RedisPair } from '../redis-pair.ts';
import { redisRounds } from '../redis-rounds.ts';

/** How long the replica is stopped, in ms. */
const STOPPED_MS = 5_000;
/** What was on the way to the replica may be answered this much later, in ms. */
const MARGIN_MS = 100;

/** The replica is suspended while the master goes on: nobody may be told what only the master has. */
export const replicasStopped: Fault = {
  name: 'replicas-stopped',
  what: 'The only replica is stopped in its tracks for 5 s under load, with REDIS_REPLICAS=1, and goes on.',
  mustHold:
    'Whoever asks meanwhile is told "unknown, ask again"; the same ids succeed afterwards, with one effect each.',
  rounds: { small: 2, reported: 30 },
  waits: true,
  play: async (play) => {
    const pair = await RedisPair.open();
    const stage = await play.stage({ nodes: 2, pair, replicas: 1 });
    const { answers } = stage;
    let unknown = 0;
    const found = await redisRounds(stage, play, async ({ nth, problems }) => {
      process.kill(pair.replica.pid, 'SIGSTOP');
      const stopped = performance.now();
      await delay(STOPPED_MS);
      const decided = answers.decidedWithin(stopped + MARGIN_MS, performance.now());
      unknown += answers.unknownSince(stopped);
      process.kill(pair.replica.pid, 'SIGCONT');
      if (decided > 0) problems.push(`round ${nth}: ${decided} commands were decided without a replica`);
      return performance.now();
    });
    const problems = unknown > 0 ? found.problems : [...found.problems, 'nobody was told "unknown": nothing is shown'];
    return { problems, detail: { ...found.detail, unknownWhileStopped: unknown } };
  },
};
