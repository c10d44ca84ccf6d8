import { cp, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PoolLife } from '../../../server/pool/guard/pool-life.ts';
import { poolKeys } from '../../../server/pool/redis/keys.ts';
import type { RedisClient } from '../../../server/redis/client.ts';
import { type Fault, findingsOf } from '../fault.ts';
import { healthOf, untilAll } from '../health.ts';
import type { StageRedis } from '../redis.ts';
import type { Stage } from '../stage.ts';

const NODES = 3;
const PEOPLE = 12;
/** For how long people act before a harm, and try in vain after it, in ms. */
const BUSY = 1_000;

/** All data are lost, or an old backup is in their place; then the right ones are put back; in the end an old one is accepted. */
export const redisForgotten: Fault = {
  name: 'redis-forgotten',
  what: 'FLUSHALL under load, and an old backup in the place of Redis’s data; then the right data again. At last an old backup is accepted.',
  mustHold:
    'Every node notices, closes and says what to do; nothing is done until the right data are back or an operator accepts.',
  rounds: { small: 1, reported: 3 },
  waits: true,
  play: async ({ rounds, note, stage: open }) => {
    const stage = await open({ nodes: NODES, captchas: 'lost' });
    const { crowd, redis, watch } = stage;
    const problems: string[] = [];
    let [noticed, back] = [0, 0];
    const closes = async (codes: readonly string[]): Promise<void> => {
      noticed = Math.max(noticed, await untilAll(stage, 'closed', codes));
      problems.push(...(await untold(stage)));
    };
    const opens = async (): Promise<void> => {
      back = Math.max(back, await untilAll(stage, 'ok'));
      watch.start();
      await delay(BUSY);
    };
    await crowd.start(PEOPLE);
    for (let round = 1; round <= rounds; round += 1) {
      await delay(BUSY);
      const old = await copyOf(redis);
      await delay(BUSY);
      await watch.stop();
      await redis.kill9();
      const right = await copyOf(redis);
      await beginOn(redis, old);
      const before = await stateOf(stage);
      await closes(['poolBehind', 'poolStopped']);
      await delay(BUSY);
      if ((await stateOf(stage)) !== before) problems.push('something was done in the old backup');
      await redis.kill9();
      await beginOn(redis, right);
      await opens();
      note(`round ${round} of ${rounds}: an old backup was noticed within ${noticed} ms`);

      await watch.stop();
      await (await redis.client()).flushAll();
      await closes(['poolForgotten', 'poolStopped']);
      await delay(BUSY);
      const left = await handedOut(await redis.client(), stage);
      if (left.length > 0) problems.push(`after FLUSHALL there are ${left.join(', ')}`);
      await redis.kill9();
      await forgetTheFlush(redis);
      await redis.begin();
      await opens();
      note(`round ${round} of ${rounds}: everybody goes on, at the latest after ${back} ms`);
    }
    const oldest = await copyOf(redis);
    await delay(BUSY);
    for (const { name, ended } of crowd.people)
      if (ended !== undefined) problems.push(`${name} was sent away: ${ended}`);
    const settled = await stage.settle().catch((error: unknown) => {
      throw new Error([...problems, ...crowd.problems, String(error)].join('; '));
    });

    await redis.kill9();
    await beginOn(redis, oldest);
    await closes(['poolBehind', 'poolStopped']);
    await new PoolLife(stage.settings.pool, await redis.client()).accept();
    back = Math.max(back, await untilAll(stage, 'ok'));
    const { opened, free, held, reserved, registered, withheld } = await stage.store.tally();
    if (free + held + reserved + registered + withheld !== opened) problems.push('what was accepted does not add up');
    return findingsOf(settled, { problems, detail: { closedWithinMs: noticed, openAgainWithinMs: back } });
  },
};

/** The signs of the harm that an operator would miss. */
const untold = async ({ nodes }: Stage): Promise<string[]> => {
  const all = await Promise.all(
    nodes.map(async ({ name, url, lines }) => {
      const inHealth = (await healthOf(url)).closed?.sentence.includes('npm run pool:accept') ?? false;
      const inLog = lines.some((line) => line.includes('closed, nothing is done'));
      return inHealth && inLog ? [] : [`${name} does not say what to do`];
    }),
  );
  return all.flat();
};

const filesOf = (redis: StageRedis): string => join(redis.folder, 'appendonlydir');
let copies = 0;
/** A copy of the append-only files as they are; while Redis runs, of its last write perhaps only a part. */
const copyOf = async (redis: StageRedis): Promise<string> => {
  copies += 1;
  const copy = join(redis.folder, `copy-${copies}`);
  await cp(filesOf(redis), copy, { recursive: true });
  return copy;
};
/** Starts a Redis that was ended on a copy, in the place of its own files. */
const beginOn = async (redis: StageRedis, copy: string): Promise<void> => {
  await rm(filesOf(redis), { recursive: true });
  await cp(copy, filesOf(redis), { recursive: true });
  await redis.begin();
};

/** Cuts the file off before the command that emptied it: all that was acknowledged until then, and nothing after. */
const forgetTheFlush = async (redis: StageRedis): Promise<void> => {
  const name = (await readdir(filesOf(redis))).find((file) => file.includes('.incr.'));
  const path = join(filesOf(redis), name ?? '');
  const at = (await readFile(path, 'latin1')).toLowerCase().lastIndexOf('*1\r\n$8\r\nflushall\r\n');
  if (at < 0) throw new Error('the file has no FLUSHALL');
  await truncate(path, at);
};

/** The pool's position, which every change moves. */
const stateOf = async ({ redis, settings }: Stage): Promise<string | null> =>
  (await redis.client()).hGet(poolKeys(settings.pool).meta, 'offset');

/** Everything there is of a pool that should be empty. */
const handedOut = async (client: RedisClient, { settings }: Stage): Promise<string[]> => {
  const { blocks, free, owners, holds, events } = poolKeys(settings.pool);
  const keys = [blocks, free, owners, holds, events];
  const there = await Promise.all(keys.map((key) => client.exists(key)));
  return keys.filter((_, i) => there[i] === 1);
};
