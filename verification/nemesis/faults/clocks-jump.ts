import { setTimeout as delay } from 'node:timers/promises';
import { poolKeys } from '../../../server/pool/redis/keys.ts';
import { Choices } from '../../simulation/choices.ts';
import { type Fault, findingsOf } from '../fault.ts';
import { Skew } from '../harm/skew.ts';
import { statusOfAll, untilAll } from '../health.ts';
import type { Stage } from '../stage.ts';

const NODES = 3;
const PEOPLE = 12;
/** For how long people act before each jump, and try in vain after it, in ms. */
const BUSY = 500;
const SECOND = 1_000;
const JUMPS = [SECOND, 2 * SECOND, 10 * SECOND, 61 * SECOND, 600 * SECOND, 3_600 * SECOND, 86_400 * SECOND];
/** How far the nodes' own clocks go, either way, in ms. */
const NODE_CLOCKS = 300 * SECOND;

/** The wall clock of Redis jumps, and so do those of the nodes. */
export const clocksJump: Fault = {
  name: 'clocks-jump',
  what: 'The clock of Redis jumps by a second to a day, forward or back, under load, and is set right again; those of the nodes go five minutes either way.',
  mustHold: 'Node clocks have no effect; a jump of Redis’s raises an alarm, and nothing is freed or given by it.',
  rounds: { small: 10, reported: 200 },
  waits: true,
  play: async ({ rounds, seed, note, stage: open }) => {
    const skew = await Skew.open();
    try {
      const redis = { env: await skew.envOf('redis') };
      // A jump forward ends keys that Redis clears away by its clock, captchas among them.
      const stage = await open({ captchas: 'lost', nodes: NODES, redis, env: await skew.envOf('nodes') });
      const choices = new Choices({ seed });
      const problems: string[] = [];
      let [alarm, back] = [0, 0];
      await stage.crowd.start(PEOPLE);
      for (let round = 1; round <= rounds; round += 1) {
        // Node clocks alone: nobody notices anything.
        await skew.set('nodes', choices.of(-NODE_CLOCKS, NODE_CLOCKS, 0));
        await delay(BUSY);
        if (!(await statusOfAll(stage)).every((status) => status === 'ok')) problems.push('a node heeds its own clock');
        const jump = (JUMPS[choices.pick(JUMPS.length)] ?? SECOND) * choices.of(1, -1);
        const before = await standOf(stage);
        await skew.set('redis', jump);
        alarm = Math.max(alarm, await untilAll(stage, 'closed', ['redisClockJumped']));
        const closed = await standOf(stage);
        await delay(BUSY);
        const after = await standOf(stage);
        const wrong = (says: string): void => void problems.push(`after a jump of ${jump} ms ${says}`);
        if (after.offset !== closed.offset) wrong('something was done by the new clock');
        if (Math.abs(jump) > SECOND && after.latest > before.now + LATEST)
          wrong(`an event says ${after.latest}, and it was ${before.now}`);
        if (after.latest < before.latest) wrong('an event is older than the one before it');
        await skew.set('redis', 0);
        back = Math.max(back, await untilAll(stage, 'ok'));
        note(
          `round ${round} of ${rounds}: ${jump / SECOND} s; alarm within ${alarm} ms, all goes on within ${back} ms`,
        );
      }
      const jumps = await Promise.all(stage.nodes.map(({ url }) => jumpsCounted(url)));
      if (jumps.some((count) => count < rounds))
        problems.push(`of ${rounds} jumps the nodes counted ${jumps.join(', ')}`);
      const detail = { alarmWithinMs: alarm, onAgainWithinMs: back };
      return findingsOf(await stage.settle(), { problems, detail });
    } finally {
      await skew.close();
    }
  },
};

/** What may happen between two looks on a busy machine, in ms. */
const LATEST = 10 * SECOND;

/** Where the pool stands, the instant of its last event, and Redis's own time when all was right. */
const standOf = async ({ redis, settings }: Stage) => {
  const client = await redis.client();
  const { meta, events } = poolKeys(settings.pool);
  const [offset, last] = [await client.hGet(meta, 'offset'), await client.xRevRange(events, '+', '-', { COUNT: 1 })];
  client.destroy();
  return { offset, latest: Number(last?.[0]?.message['at'] ?? 0), now: Date.now() };
};

const jumpsCounted = async (url: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  const counts = [...text.matchAll(/^xuanhao_redis_clock_jumps_total\{.*\} (\d+)$/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
};
