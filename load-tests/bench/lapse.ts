import { authoritySettings } from '../../server/authority/settings.ts';
import { tangshanFirstBlock } from '../../server/authority/tangshan.ts';
import { type Address, serialAt } from '../../server/pool/block.ts';
import type { JobPerHold } from './counterparts/job-per-hold.ts';
import type { LapseWatchers } from './drivers/lapse-watchers.ts';
import type { Bench } from './measure.ts';
import { startScript } from './support/node-process.ts';
import { startService } from './support/service.ts';
import { quick, sized } from './support/size.ts';
import { median } from './support/stats.ts';

const HOLDS = sized(20_000);
/** So many of the held numbers are watched, evenly spread. */
const WATCHERS = sized(500);
const ROUNDS = quick ? 1 : 2;
/** What making the holds may take at first, in ms; then twice what it took. */
const AHEAD = { ours: 10_000, theirs: 20_000 };

/**
 * Holds that are due at one instant: how late everybody hears of the last of them that its number is free again. It
 * counts from the deadline to the push at a socket, by the machine's clock, which is Redis's too. The counterpart has a
 * BullMQ job for each hold, each lapsing one by our own script; it pushes nothing, and counts to the script's answer.
 */
export const lapse: Bench = {
  names: ['lapse_p99_ms', 'lapse_vs_job_per_hold'],
  run: async (progress) => {
    const { port, redis } = await startService({ demoAccounts: WATCHERS });
    const { pool } = authoritySettings.parse({});
    const block = { ...tangshanFirstBlock, base: 0 };
    const step = HOLDS / WATCHERS;
    const plates = Array.from({ length: WATCHERS }, (_, i) => serialAt([block], (i * step) as Address));
    const watchers = startScript<LapseWatchers>('drivers/lapse-watchers.ts', 'driver');
    await watchers.call('open', { port, redis, pool, plates });
    const jobs = startScript<JobPerHold>('counterparts/job-per-hold.ts', 'server');
    await jobs.call('open', { redis, pool: 'jobs' });

    const rounds: { ours: number; theirs: number; p50: number; theirP50: number }[] = [];
    let ahead = AHEAD;
    for (let i = 0; i <= ROUNDS; i += 1) {
      // Anywhere within an alarm's slot.
      const ours = await watchers.call('lapse', { count: HOLDS, inMs: ahead.ours + 37 * i });
      if (ours.heard !== WATCHERS) throw new Error(`${ours.heard} of ${WATCHERS} watchers heard of it`);
      const theirs = await jobs.call('lapse', { count: HOLDS, inMs: ahead.theirs });
      progress(`p99 ${ours.p99} ms; with a job per hold ${theirs.p99} ms`);
      ahead = { ours: 1_000 + Math.ceil(ours.made) * 2, theirs: 1_000 + Math.ceil(theirs.made) * 2 };
      if (i > 0) rounds.push({ ours: ours.p99, theirs: theirs.p99, p50: ours.p50, theirP50: theirs.p50 });
    }
    const detail = {
      holds: HOLDS,
      watchers: WATCHERS,
      p50: median(rounds.map(({ p50 }) => p50)),
      p99: median(rounds.map(({ ours }) => ours)),
      jobPerHold: {
        p50: median(rounds.map(({ theirP50 }) => theirP50)),
        p99: median(rounds.map(({ theirs }) => theirs)),
      },
      rounds: ROUNDS,
    };
    return [
      { name: 'lapse_p99_ms', value: detail.p99, unit: 'ms', detail },
      {
        name: 'lapse_vs_job_per_hold',
        value: median(rounds.map(({ ours, theirs }) => theirs / ours)),
        unit: 'ratio',
        detail,
      },
    ];
  },
};
