import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { poolId } from '../../../protocol/ids.ts';
import type { Address } from '../../../server/pool/block.ts';
import { PoolFigures } from '../../../server/pool/figures/pool-figures.ts';
import { wrongSums } from '../../../server/pool/figures/sums.ts';
import { poolKeys } from '../../../server/pool/redis/keys.ts';
import { RedisPoolStore } from '../../../server/pool/redis/store.ts';
import { redisOfFile } from '../../support/redis.ts';
import { Harness } from '../harness.ts';

let pools = 0;

const redis = await redisOfFile();
const [commands, reads] = [await redis.client('commands'), await redis.client('blocking')];

const open = async () => {
  const pool = poolId.parse(`pool-${++pools}`);
  const store = new RedisPoolStore(pool, { commands, reads });
  const passTo = (instant: number): Promise<void> => delay(instant - Date.now());
  const figures = new PoolFigures(pool, commands);
  const harness = new Harness({ store, passTo });
  /** The tally, as the figures tell it. */
  const told = async () => {
    const { numbers } = await figures.read(0);
    const { returning, ...counts } = numbers;
    return { ...counts, withheld: counts.withheld + returning };
  };
  const wrong = () => wrongSums(pool, commands);
  return { store, harness, figures, told, wrong, keys: poolKeys(pool) };
};

/** One number in each state, and one on its way back. */
const mixEverything = async ({ store, harness }: Awaited<ReturnType<typeof open>>): Promise<void> => {
  const [first, second, ...numbers] = await harness.openSome(80);
  await store.withhold(numbers.slice(58));
  await store.unwithhold(numbers.slice(68));
  const [held, drawn] = [harness.applicant(), harness.applicant()];
  await held.hold(first);
  const hold = async (number: Address) => {
    const applicant = harness.applicant();
    await applicant.hold(number);
    return applicant;
  };
  const reserve = async (number: Address) => {
    const applicant = await hold(number);
    await applicant.confirm(number);
    await applicant.reserve();
    return applicant;
  };
  const [third = second, fourth = second, fifth = second] = numbers;
  await reserve(third);
  await store.register(await (await reserve(fourth)).toRegister());
  await store.release(await (await hold(fifth)).toRelease({ returnAfter: 60_000 }));
  await drawn.draw(5);
};

describe('what an operator watches of a pool', () => {
  test('POOL-4 the figures are the tally, without reading every owner', async () => {
    const pool = await open();
    await pool.figures.read(0);
    await mixEverything(pool);
    expect(await pool.told()).toEqual(await pool.store.tally());
    expect(await pool.figures.read(0)).toMatchObject({
      holds: 2,
      numbers: { opened: 80, held: 6, reserved: 1, registered: 1, withheld: 10, returning: 1 },
    });
  });

  test('POOL-4 a pool that is older than the counting is counted whole, and from then on by its changes', async () => {
    const pool = await open();
    await mixEverything(pool);
    expect(await commands.hExists(pool.keys.meta, 'withheld')).toBe(0);
    expect(await pool.told()).toEqual(await pool.store.tally());
    await mixEverything(pool);
    expect(await pool.told()).toEqual(await pool.store.tally());
  });

  test.each(['none', 'some'])(
    'POOL-4 withheld numbers of an older version, which had an owner, are brought into their row at start; %s are there',
    async (there) => {
      const pool = await open();
      await mixEverything(pool);
      expect(await pool.wrong()).toEqual([]);
      const numbers = await pool.harness.openSome(400);
      await pool.store.withhold(numbers);
      const tally = await pool.store.tally();
      const strays = there === 'none' ? numbers : numbers.slice(100);
      for (const number of strays) {
        await commands.setBit(pool.keys.withheld, number, 0);
        await commands.hSet(pool.keys.owners, String(number), 'withheld');
      }
      expect(await pool.store.tally()).toEqual(tally);

      expect(await pool.wrong()).toEqual([]);
      expect(await pool.store.tally()).toEqual(tally);
      expect(await pool.told()).toEqual(tally);
      expect(await pool.store.unwithhold(numbers)).toEqual(numbers);
      expect(await pool.wrong()).toEqual([]);
    },
  );

  test('P7 how far a node is behind: the stream’s head, and how long its first missing event has been there', async () => {
    const pool = await open();
    await pool.harness.open(16);
    const anna = pool.harness.applicant();
    await anna.note();
    const [, noted] = await pool.harness.events();
    while ((await pool.store.now()) < (noted?.at ?? 0) + 50);
    const behind = await pool.figures.read(1);
    expect(behind.head).toBe(2);
    expect(behind.behindMs).toBeGreaterThanOrEqual(50);
    expect(await pool.figures.read(2)).toMatchObject({ head: 2, behindMs: 0 });
  });

  test('a pool that has not begun has nothing', async () => {
    const { figures } = await open();
    expect(await figures.read(0)).toMatchObject({ head: 0, behindMs: 0, holds: 0, numbers: { opened: 0, held: 0 } });
  });
});
