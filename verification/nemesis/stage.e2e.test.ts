import { afterEach, expect, test } from 'vitest';
import { poolKeys } from '../../server/pool/redis/keys.ts';
import { Stage } from './stage.ts';

let stage: Stage | undefined;
afterEach(async () => {
  await stage?.close(false);
  stage = undefined;
});

/** A stage on which somebody has reserved a number. */
const reserved = async (): Promise<Stage> => {
  stage = await Stage.open({ nodes: 1 }, { seed: 1 });
  const person = await stage.person();
  await person.draw();
  await person.confirm();
  await person.finish();
  expect(person.view.stage).toBe('reserved');
  person.leave();
  return stage;
};

test('P4 where nothing is wrong the record of a stage says so, with every command in it', {
  timeout: 90_000,
}, async () => {
  const { problems, operations } = await (await reserved()).settle();
  expect(problems).toEqual([]);
  // Draw, confirm, ask for a code, enter it.
  expect(operations).toBe(4);
});

test('P4 a reservation that is gone behind everybody’s back is found in the record', { timeout: 90_000 }, async () => {
  const played = await reserved();
  const client = await played.redis.client();
  const { free, owners } = poolKeys(played.settings.pool);
  for (const address of await client.hKeys(owners)) await client.setBit(free, Number(address), 1);
  const { problems } = await played.settle();
  expect(problems).toContainEqual(
    expect.stringMatching(/^P4: .* is free in the end, but by its events it is reserved/),
  );
});

test('SAFE-2 a node that ends by itself is found', { timeout: 90_000 }, async () => {
  const played = await reserved();
  await played.nodes[0]?.kill9();
  expect((await played.settle()).problems).toContain('node-1 has ended by itself');
});

test('SAFE-2 a Redis that has come back this very moment is asked again until its client has noticed', {
  timeout: 90_000,
}, async () => {
  const played = await reserved();
  await played.redis.kill9();
  await played.redis.begin();
  expect((await played.settle()).problems).toEqual([]);
});
