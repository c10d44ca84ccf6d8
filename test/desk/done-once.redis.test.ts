import { beforeEach, expect, test } from 'vitest';
import { commandId, ownerId } from '../../protocol/ids.ts';
import { DoneOnce } from '../../server/desk/done-once.ts';
import { deskKeys } from '../../server/desk/keys.ts';
import type { DeskResult } from '../../server/desk/result.ts';
import { PersonalData } from '../../server/identity/personal-data.ts';
import { refused } from '../../server/selection/result.ts';
import { redisOfFile } from '../support/redis.ts';

const redis = await redisOfFile();
const shared = await redis.client();
const doneOnce = new DoneOnce(shared, new PersonalData(Buffer.alloc(32, 1)));
const [anna, bob] = [ownerId.parse('desk-anna'), ownerId.parse('desk-bob')];
const command = (n: number, request: object = {}) => ({
  id: commandId.parse(`command-${n}`),
  name: 'addBlock',
  request,
});

beforeEach(() => shared.flushAll());

/** Work that counts how often it is done. */
const work = (said: DeskResult = { ok: true, answer: { secret: 'pass-phrase' } }) => {
  const counted = { times: 0, do: async (): Promise<DeskResult> => ((counted.times += 1), said) };
  return counted;
};

test('SAFE-1 a command is done once and answered the same, at every node; a refusal too', async () => {
  for (const [n, said] of [{ ok: true, answer: { plate: '00AA0' } } as const, refused('blockExists')].entries()) {
    const once = work(said);
    const elsewhere = new DoneOnce(await redis.client(), new PersonalData(Buffer.alloc(32, 1)));
    expect(await doneOnce.run(anna, command(n), once.do)).toEqual(said);
    expect(await elsewhere.run(anna, command(n), once.do)).toEqual(said);
    expect(once.times).toBe(1);
  }
});

test('SAFE-1 an id belongs to one account, one command and one body', async () => {
  const once = work();
  await doneOnce.run(anna, command(1, { a: 1 }), once.do);
  expect(await doneOnce.run(anna, command(1, { a: 2 }), once.do)).toEqual(refused('commandReused'));
  expect(await doneOnce.run(anna, { ...command(1, { a: 1 }), name: 'liftBan' }, once.do)).toEqual(
    refused('commandReused'),
  );
  expect(await doneOnce.run(bob, command(1, { a: 2 }), once.do)).toMatchObject({ ok: true });
  expect(once.times).toBe(2);
});

test('SAFE-1 while it is being done, a second one is told to ask again', async () => {
  let finish = (): void => undefined;
  const slow = doneOnce.run(
    anna,
    command(1),
    () => new Promise((resolve) => (finish = () => resolve(refused('banUnknown')))),
  );
  await expect.poll(async () => shared.hLen(deskKeys.answers(anna))).toBe(1);
  const other = work();
  expect(await doneOnce.run(anna, command(1), other.do)).toEqual(refused('outcomeUnknown'));
  expect(other.times).toBe(0);
  finish();
  expect(await slow).toEqual(refused('banUnknown'));
});

test('SAFE-1 work that failed is done when it is asked for again', async () => {
  const failing = () => Promise.reject(new Error('no answer'));
  await expect(doneOnce.run(anna, command(1), failing)).rejects.toThrow('no answer');
  const once = work();
  expect(await doneOnce.run(anna, command(1), once.do)).toMatchObject({ ok: true });
});

test('SAFE-1 a command whose server died halfway is done again after its time', async () => {
  const id = command(1).id;
  const once = work();
  await doneOnce.run(anna, command(1), once.do);
  // As it stands where the server that began it six seconds ago has gone.
  const [digest = ''] = ((await shared.hGet(deskKeys.answers(anna), id)) ?? '').split(' ');
  const begun = async (ago: number) => {
    const [seconds] = await shared.time();
    await shared.hSet(deskKeys.answers(anna), id, `${digest} begun ${Number(seconds) * 1_000 - ago}`);
  };
  await begun(3_000);
  expect(await doneOnce.run(anna, command(1), once.do)).toEqual(refused('outcomeUnknown'));
  await begun(6_000);
  expect(await doneOnce.run(anna, command(1), once.do)).toMatchObject({ ok: true });
  expect(once.times).toBe(2);
});

test('SAFE-1 the newest 500 answers are kept, sealed', async () => {
  for (let n = 0; n < 510; n += 1) await doneOnce.run(anna, command(n + 100), work().do);
  const kept = await shared.hGetAll(deskKeys.answers(anna));
  expect(Object.keys(kept)).toHaveLength(500);
  expect(kept['command-100']).toBeUndefined();
  expect(kept['command-609']).toBeDefined();
  expect(Object.values(kept).join()).not.toContain('pass-phrase');
});

test('ACCT-4 what a command was is kept under the key alone: nobody can try out of Redis whom it was about', async () => {
  const request = { name: '张三丰', idNumber: '11010519491231002X' };
  await doneOnce.run(anna, command(70, request), work().do);
  const kept = (await shared.hGet(deskKeys.answers(anna), command(70).id)) ?? '';
  const [digest] = kept.split(' ');
  expect(digest).toMatch(/^[\w-]{22}$/);
  await shared.flushAll();
  await new DoneOnce(shared, new PersonalData(Buffer.alloc(32, 2))).run(anna, command(70, request), work().do);
  expect((await shared.hGet(deskKeys.answers(anna), command(70).id))?.split(' ')[0]).not.toBe(digest);
});
