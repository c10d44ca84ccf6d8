import { tangshanFirstBlock } from '../../server/authority/tangshan.ts';
import { type Address, serialAt } from '../../server/pool/block.ts';
import type { RawClaim } from './counterparts/raw-claim.ts';
import type { VerifyingCrowd } from './drivers/verifying-crowd.ts';
import type { Bench } from './measure.ts';
import { startScript } from './support/node-process.ts';
import { startService } from './support/service.ts';
import { quick, sized } from './support/size.ts';
import { median } from './support/stats.ts';
import { cpuTimeOf } from './support/usage.ts';

const ROUNDS = quick ? 2 : 6;
/** V8 has translated everything that matters after some 8,000 verifications. */
const WARM_UP = quick ? 1 : 4;
/** Who asks for a free number in one round; as many ask for one that is taken. */
const GROUP = sized(1_000);
const IN_FLIGHT = 500;
const CLAIMS = sized(40_000);

const plateAt = (n: number): string => serialAt([{ ...tangshanFirstBlock, base: 0 }], n as Address);
const TAKEN = plateAt(0);

/**
 * How many verifications a second are answered *held* or *taken*, by turns with a bare claim script. Both keep 500 in
 * flight. Half ask for a number that is free and half for one that is taken; the captcha, the event, the alarm and
 * the pushes are part of it, opening the keyboard and asking for the captcha are not.
 */
export const verify: Bench = {
  names: ['verify_vs_raw_script'],
  run: async (progress) => {
    const rounds = WARM_UP + ROUNDS;
    const authority = { captchaWork: 1, verifyIntervalSeconds: 0, holdSeconds: 600, tries: 1_000 };
    const { port, pid, redis, redisPid } = await startService({ demoAccounts: (rounds + 2) * GROUP + 1, authority });
    const crowd = startScript<VerifyingCrowd>('drivers/verifying-crowd.ts', 'driver');
    const raw = startScript<RawClaim>('counterparts/raw-claim.ts', 'server');
    await raw.call('open', { redis, numbers: (rounds + 1) * CLAIMS });
    const first = (rounds + 1) * GROUP + 1;
    await crowd.call('prepare', { port, wanted: [[first, TAKEN]] });
    await crowd.call('fire', 1);
    const losers = Array.from({ length: GROUP }, (_, i) => first + 1 + i);

    const measured: { ours: number; theirs: number; p99: number; cpu: readonly number[] }[] = [];
    const outcomes: Record<string, number> = {};
    const cpuTimes = () => [pid, redisPid, crowd.pid].map((each) => cpuTimeOf(each) / 1_000);
    for (let round = 0; round < rounds; round += 1) {
      const winners = losers.map((_, i) => 1 + round * GROUP + i);
      const wanted = winners.flatMap((n, i) => [[n, plateAt(n)] as const, [losers[i] ?? 0, TAKEN] as const]);
      await crowd.call('prepare', { port, wanted });
      const before = cpuTimes();
      const fired = await crowd.call('fire', IN_FLIGHT);
      const cpu = cpuTimes().map((each, i) => (each - (before[i] ?? 0)) / wanted.length);
      await crowd.call('leave', winners);
      const seconds = await raw.call('claim', { claims: CLAIMS, inFlight: IN_FLIGHT });
      const each = { ours: wanted.length / fired.seconds, theirs: CLAIMS / seconds, p99: fired.p99, cpu };
      progress(
        `round ${round + 1} of ${rounds}: ${each.ours.toFixed()} verifications, ${each.theirs.toFixed()} claims a second`,
      );
      if (round < WARM_UP) continue;
      for (const [word, count] of Object.entries(fired.outcomes)) outcomes[word] = (outcomes[word] ?? 0) + count;
      measured.push(each);
    }
    if (Object.keys(outcomes).toSorted().join() !== 'held,taken') throw new Error(JSON.stringify(outcomes));
    const cpuOf = (who: number): number => Number(median(measured.map(({ cpu }) => cpu[who] ?? Number.NaN)).toFixed(1));
    const detail = {
      verificationsPerSecond: Math.round(median(measured.map(({ ours }) => ours))),
      claimsPerSecond: Math.round(median(measured.map(({ theirs }) => theirs))),
      p99Ms: Math.round(median(measured.map(({ p99 }) => p99))),
      cpuMicroseconds: { server: cpuOf(0), redis: cpuOf(1), driver: cpuOf(2) },
      outcomes,
      inFlight: IN_FLIGHT,
      connections: 2 * GROUP,
      rounds: ROUNDS,
    };
    const value = median(measured.map(({ ours, theirs }) => ours / theirs));
    return [{ name: 'verify_vs_raw_script', value, unit: 'ratio', detail }];
  },
};
