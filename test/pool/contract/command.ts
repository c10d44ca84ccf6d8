import { expect } from 'vitest';
import type { CommandId } from '../../../protocol/ids.ts';
import type { CommitResult, StoreCommand } from '../../../server/pool/store.ts';
import { type Harness, LATER, newToken } from '../harness.ts';
import type { PoolTest } from '../store-contract.ts';

/** What a test changes of a command before it is sent. */
type Said = {
  readonly id?: CommandId;
  readonly digest?: string;
  readonly version?: number;
  readonly from?: number;
  readonly until?: number;
  readonly notAfter?: number;
};
type Send = (said?: Said) => Promise<CommitResult<string>>;

const sending =
  <C extends StoreCommand>(send: (command: C) => Promise<CommitResult<string>>, command: C): Send =>
  (said) =>
    send({ ...command, ...said });

/** For each verb, the sending of one command that succeeds if nothing of it is changed. */
const verbs: Record<string, (pool: Harness) => Promise<Send>> = {
  held: async (pool) => sending(pool.store.hold, await pool.applicant().toHold((await pool.openSome())[0])),
  drawn: async (pool) => {
    await pool.openSome();
    return sending(pool.store.draw, await pool.applicant().toDraw(2));
  },
  confirmed: async (pool) => {
    const { anna, number } = await pool.holding();
    return sending(pool.store.confirm, await anna.toConfirm(number));
  },
  released: async (pool) => sending(pool.store.release, await (await pool.holding()).anna.toRelease()),
  reserved: async (pool) => sending(pool.store.reserve, await (await pool.holding()).anna.toReserve()),
  registered: async (pool) => {
    const { anna } = await pool.holding();
    await anna.reserve();
    return sending(pool.store.register, await anna.toRegister());
  },
  noted: async (pool) => sending(pool.store.note, await (await pool.holding()).anna.toNote()),
  remembered: async (pool) => sending(pool.store.remember, await (await pool.holding()).anna.toRemember()),
};

/** For each outcome that changes no number, and is remembered as well. */
const failures: Record<string, (pool: Harness) => Promise<Send>> = {
  taken: async (pool) => sending(pool.store.hold, await pool.applicant().toHold((await pool.holding()).number)),
  captchaWrong: async (pool) => {
    const [number] = await pool.openSome();
    const anna = pool.applicant();
    return sending(
      pool.store.hold,
      await anna.toHold(number, { captcha: { ...(await anna.captcha()), digest: 'wrong' } }),
    );
  },
  captchaSpent: async (pool) => {
    await pool.openSome();
    return sending(pool.store.draw, await pool.applicant().toDraw(2, { captcha: await pool.applicant().captcha() }));
  },
  noneFree: async (pool) => {
    await pool.open(8, []);
    return sending(pool.store.draw, await pool.applicant().toDraw(2));
  },
  holdGone: async (pool) => {
    const [number] = await pool.openSome();
    return sending(pool.store.confirm, await pool.applicant().toConfirm(number, { token: newToken() }));
  },
  reservationGone: async (pool) => sending(pool.store.register, await (await pool.holding()).anna.toRegister()),
};

export const commandContract = (it: PoolTest): void => {
  it.for([...Object.entries(verbs), ...Object.entries(failures)])(
    'P5 SAFE-1 a command that was %s is done once, and answered the same ever after',
    async ([outcome, prepare], { pool }) => {
      const send = await prepare(pool);
      const first = await send();
      expect(first).toMatchObject({ status: 'done', outcome });
      const after = await pool.position();
      const { answer, numbers } = first.status === 'done' ? first : { answer: '', numbers: [] };

      for (const said of [{}, { version: 99 }, { notAfter: 1 }, { from: LATER }, { until: 1 }]) {
        expect(await send(said)).toEqual({ status: 'repeated', outcome, answer, numbers, now: expect.any(Number) });
      }
      expect(await pool.position()).toEqual(after);
    },
  );

  it.for([...Object.entries(verbs), ...Object.entries(failures)])(
    'P5 the id of a command that was %s serves no other body',
    async ([, prepare], { pool }) => {
      const send = await prepare(pool);
      await send();
      const after = await pool.position();
      expect(await send({ digest: 'another' })).toEqual({ status: 'commandReused', now: expect.any(Number) });
      expect(await pool.position()).toEqual(after);
    },
  );

  it.for(Object.entries(verbs))(
    'P3 P9 what would be %s waits for its window and its version',
    async ([outcome, prepare], { pool }) => {
      const send = await prepare(pool);
      const before = await pool.position();
      const nothingBut = (status: string) => ({ status, now: expect.any(Number) });

      expect(await send({ from: LATER })).toEqual(nothingBut('rejudge'));
      expect(await send({ until: 1 })).toEqual(nothingBut('rejudge'));
      expect(await send({ notAfter: 1 })).toEqual(nothingBut('tooLate'));
      expect(await send({ notAfter: 1, from: LATER, version: 99 })).toEqual(nothingBut('tooLate'));
      expect(await send({ from: LATER, version: 99 })).toEqual(nothingBut('rejudge'));
      if (outcome !== 'remembered') expect(await send({ version: 99 })).toEqual(nothingBut('versionMoved'));

      expect(await pool.position()).toEqual(before);
      expect(await send()).toMatchObject({ status: 'done', outcome });
    },
  );

  it.for([
    ['from', 'before', 'rejudge'],
    ['until', 'after', 'rejudge'],
    ['notAfter', 'after', 'tooLate'],
  ] as const)('P3 %s is exact to the millisecond', async ([guard, voidWhen, word], { pool }) => {
    await pool.openSome();
    const anna = pool.applicant();
    const judged = await pool.across((edge) => anna.toRemember({ [guard]: edge }), pool.store.remember);
    for (const { edge, reply } of judged) {
      expect(reply.status).toBe(reply.now >= edge === (voidWhen === 'after') ? word : 'done');
    }
    expect(new Set(judged.map(({ reply }) => reply.status))).toEqual(new Set(['done', word]));
  });

  it('P9 of two commands on one version the later one is told that it moved', async ({ pool }) => {
    await pool.openSome();
    const anna = pool.applicant();
    const [one, two] = [await anna.toNote(), await anna.toNote()];
    expect(await pool.store.note(one)).toMatchObject({ status: 'done', version: 1 });
    expect(await pool.store.note(two)).toMatchObject({ status: 'versionMoved' });
    expect((await anna.read()).version).toBe(1);
  });

  it('P10 two selections may use the same command id', async ({ pool }) => {
    await pool.openSome();
    const [anna, bert] = [pool.applicant(), pool.applicant()];
    const command = await anna.toNote();
    expect(await pool.store.note(command)).toMatchObject({ status: 'done' });
    expect(await bert.note({ id: command.id })).toMatchObject({ status: 'done' });
  });
};
