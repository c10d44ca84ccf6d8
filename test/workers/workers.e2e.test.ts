import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { whenGone } from '../../server/redis/conversation.ts';
import { type Applicant } from '../../verification/actors/applicant.ts';
import { keysOf } from '../../verification/actors/keys.ts';
import { People } from '../../verification/actors/people.ts';
import { TestServer } from '../support/server.ts';
import { workerBehind, workersOf } from '../support/worker-processes.ts';

const WORKERS = 3;
const authority = { verifyIntervalSeconds: 0.1, holdSeconds: 60, drawHoldSeconds: 60 };
const DEATHS = 'xuanhao_worker_deaths_total';

describe.each(['uws', 'ws'] as const)('three workers on %s', (engine) => {
  let server: TestServer;
  let people: People;

  beforeAll(async () => {
    server = await TestServer.start({ engine, authority, env: { WORKERS: String(WORKERS) } });
    people = new People(server);
  });
  afterEach(() => people.leave());
  afterAll(() => server.stop());

  const crew = async (): Promise<unknown> =>
    ((await (await fetch(`${server.url}/healthz`)).json()) as { workers: unknown }).workers;

  /** Newcomers until two of them are at different workers; chance deals them out. */
  const apart = async (): Promise<[mine: number, me: Applicant, elsewhere: Applicant]> => {
    const workers = await workersOf(server.pid);
    const me = await people.newcomer();
    const mine = await workerBehind(me, workers);
    for (;;) {
      const other = await people.newcomer();
      if ((await workerBehind(other, workers)) !== mine) return [mine, me, other];
    }
  };

  test('the opening is told once, and health tells how many serve', async () => {
    const announced = () => server.lines.find((line) => line.includes('engine '));
    await expect.poll(announced).toContain(`3 workers on engine ${engine}`);
    expect(server.lines.filter((line) => line.includes('is open: '))).toHaveLength(1);
    expect(await crew()).toEqual({ serving: WORKERS, wanted: WORKERS });
    expect(await workersOf(server.pid)).toHaveLength(WORKERS);
  });

  test('COMP-4, P1 what is taken at one worker greys at another, and is nobody else’s there', async () => {
    const [, me, other] = await apart();
    const layout = await me.openKeyboard();
    await me.carryOut('typePattern', { layout: layout.id, keys: keysOf(layout, '12A?3') });
    await other.hold('12AK3');
    const moved = await me.hears('patternMoved', ({ usable }) => !usable[3]?.includes('K'));
    expect(moved).toMatchObject({ pattern: '12A?3', matching: 23 });
    expect(await me.verify('12AK3')).toMatchObject({ ok: true, answer: { outcome: 'taken' } });
  });

  test('SAFE-2, FLOW-4 after kill -9 of one worker its clients find the same hold and countdown at the others', async () => {
    const [victim, holding, elsewhere] = await apart();
    const [held, picking] = [await holding.hold('34AK5'), await elsewhere.draw()];
    const deaths = await server.figure(DEATHS);
    const verified = await server.figure('xuanhao_commands_total{command="verifyPlate",outcome="held"}');
    const lost = new Promise((resolve) => holding.socket.once('disconnect', resolve));

    process.kill(victim, 'SIGKILL');
    await lost;
    // Once its death is known the others take its clients in; nobody waits for the replacement.
    await server.says(`"pid":${victim},"how":"signal SIGKILL"`);
    const back = await people.again(holding);
    expect(back.welcome.selection).toEqual(held);
    expect(back.at('holding').deadline).toBe(held.deadline);
    expect(elsewhere.socket.connected).toBe(true);
    expect(await elsewhere.look()).toEqual(picking);

    await expect.poll(crew).toEqual({ serving: WORKERS, wanted: WORKERS });
    const workers = await workersOf(server.pid);
    expect(workers).toHaveLength(WORKERS);
    expect(workers).not.toContain(victim);
    expect(await server.figure(DEATHS)).toBe(deaths + 1);
    // What the dead worker had counted is not forgotten: a scraper would take a smaller sum for a restart of all.
    expect(await server.figure('xuanhao_commands_total{command="verifyPlate",outcome="held"}')).toBe(verified);
    await back.confirm();
    expect(await back.finish()).toMatchObject({ plate: '34AK5' });
  });

  test('the figures are those of all workers, whichever is asked', async () => {
    const before = await server.figure('xuanhao_connections');
    await apart();
    const { size: opened } = people;
    for (let i = 0; i < 2 * WORKERS; i += 1) expect(await server.figure('xuanhao_connections')).toBe(before + opened);
    expect(await server.figure('xuanhao_workers')).toBe(WORKERS);
    expect(await server.figure(`xuanhao_engine{engine="${engine}"}`)).toBe(1);
  });

  test('SAFE-2 a worker that is asked to end says goodbye, and is replaced', async () => {
    const [mine, me] = await apart();
    process.kill(mine, 'SIGTERM');
    await me.hears('goodbye');
    await server.says(`"pid":${mine},"how":"code 0"`);
    await expect.poll(crew).toEqual({ serving: WORKERS, wanted: WORKERS });
    expect(await workersOf(server.pid)).not.toContain(mine);
    expect((await people.again(me)).welcome.selection).toEqual(me.view);
  });

  test('SAFE-2, FLOW-4 a restart ends every worker in order, and everything is there afterwards', async () => {
    const [, me, other] = await apart();
    const [held, drawn] = [await me.hold('56AK7'), await other.draw()];
    const before = await workersOf(server.pid);
    await server.restart();
    for (const pid of before) expect(await whenGone(pid, 5_000)).toBe(true);
    for (const each of [me, other])
      expect(each.heard('goodbye')).toEqual([{ reason: 'shuttingDown', comeBack: true, afterMs: 1_000 }]);
    expect((await people.again(me)).welcome.selection).toEqual(held);
    expect((await people.again(other)).welcome.selection).toEqual(drawn);
  });

  test('SAFE-2, FLOW-4 where the supervisor is killed its workers end too, and a new one finds everything', async () => {
    const me = await people.newcomer();
    const held = await me.hold('78AK9');
    const before = await workersOf(server.pid);
    await server.kill9();
    for (const pid of before) expect(await whenGone(pid, 10_000)).toBe(true);
    await server.start();
    expect((await people.again(me)).welcome.selection).toEqual(held);
  });
});
