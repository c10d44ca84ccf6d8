import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { poolKeys } from '../../../server/pool/redis/keys.ts';
import type { Fault, Play } from '../fault.ts';
import { Synced } from '../harm/synced.ts';
import { redisRounds } from '../redis-rounds.ts';
import type { Stage } from '../stage.ts';

/** How long people choose before the power fails in the control, in ms: longer than from one sync to the next. */
const CONTROL = 1_700;

/**
 * The power fails: everything that Redis wrote and did not sync is lost. The control does the same to a Redis that syncs
 * once a second only: it must lose something, and the checker must find it, or the play would prove nothing.
 */
export const powerCut: Fault = {
  name: 'power-cut',
  what: 'Redis is ended with kill -9 under load, and its append-only file is cut where it was synced last.',
  mustHold:
    'Nothing acknowledged is lost when Redis syncs always; when it syncs every second, the checker finds losses.',
  rounds: { small: 10, reported: 200 },
  waits: true,
  play: async (play) => {
    const synced = await Synced.open();
    try {
      const control = await losses(play, synced);
      const stage = await play.stage({ nodes: 2, redis: { env: synced.env } });
      let [cutBytes, lostEvents] = [0, 0];
      const found = await redisRounds(stage, play, async ({ choices }) => {
        // A write that was under way may be there in part, and so may a transaction.
        const cut = await cutPower(stage, synced, (bytes) => choices.pick(bytes + 1));
        cutBytes += cut.bytes;
        lostEvents += cut.events;
        return performance.now();
      });
      const problems = [...found.problems];
      if (lostEvents > 0) problems.push(`${lostEvents} events that had been read were gone after the power cuts`);
      if (control.bytes === 0) problems.push('the control lost nothing: it shows nothing');
      if (control.faults === 0) problems.push(`the control was cut ${CONTROLS} times, and the checker noticed no loss`);
      const cuts = { cutBytes, mended: stage.redis.mended, lostEvents };
      const controls = { controlCutBytes: control.bytes, controlFaults: control.faults };
      return { problems, detail: { ...found.detail, ...cuts, ...controls } };
    } finally {
      await synced.close();
    }
  },
};

/** The control may be cut just after a sync, and lose nothing that anybody was told: then it is cut again, so often at most. */
const CONTROLS = 8;

/** Cuts under a Redis that syncs every second until the checker finds a loss; answers what that took and what was found. */
const losses = async (play: Play, synced: Synced): Promise<{ bytes: number; faults: number }> => {
  let lost = await cutControl(play, synced);
  for (let again = 1; again < CONTROLS && lost.faults === 0; again += 1) lost = await cutControl(play, synced);
  return lost;
};

const cutControl = async ({ stage: open }: Play, synced: Synced): Promise<{ bytes: number; faults: number }> => {
  const redis = { fsync: 'everysec', env: synced.env } as const;
  const stage = await open({ nodes: 1, redis, env: { REDIS_DURABILITY: 'everysec' } });
  await stage.crowd.start(20);
  await delay(CONTROL);
  const { bytes } = await cutPower(stage, synced, () => 0);
  // What they had been told is written down; they themselves would only ask for what is not there any more.
  stage.crowd.leave();
  const { problems } = await stage.settle();
  await stage.close(false);
  return { bytes, faults: problems.filter((problem) => /^P\d/.test(problem)).length };
};

/** Cuts the power and starts Redis again; answers the events that had been read and are not there any more. */
const cutPower = async (
  { redis, watch, settings }: Stage,
  synced: Synced,
  spared: (bytes: number) => number,
): Promise<{ bytes: number; events: number }> => {
  await redis.kill9();
  const read = watch.offset;
  const bytes = await synced.cut(join(redis.dir, 'appendonlydir'), spared);
  await redis.begin();
  const client = await redis.client();
  const kept = Number(await client.hGet(poolKeys(settings.pool).meta, 'offset'));
  client.destroy();
  return { bytes, events: Math.max(0, read - kept) };
};
