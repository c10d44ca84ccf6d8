import { expect, test } from 'vitest';
import { whenGone } from '../../server/redis/conversation.ts';
import { People } from '../../verification/actors/people.ts';
import { TestServer } from '../support/server.ts';
import { workerBehind, workersOf } from '../support/worker-processes.ts';

test('SAFE-2, FLOW-4 a worker that hangs is ended and replaced, and its clients find their hold', async () => {
  const env = { WORKERS: '2', WORKER_HANG_SECONDS: '2' };
  const server = await TestServer.start({ engine: 'uws', authority: { holdSeconds: 80 }, env });
  const people = new People(server);
  try {
    const me = await people.newcomer();
    const held = await me.hold('12AK3');
    const hung = await workerBehind(me, await workersOf(server.pid));
    const lost = new Promise((resolve) => me.socket.once('disconnect', resolve));
    process.kill(hung, 'SIGSTOP');
    expect(await server.says('does not answer')).toContain(`"pid":${hung},"msg":"a worker does not answer; ending it"`);
    await lost;
    expect(await whenGone(hung, 10_000)).toBe(true);
    await server.says('a worker has been replaced');
    const workers = await workersOf(server.pid);
    expect(workers).toHaveLength(2);
    expect(workers).not.toContain(hung);
    expect((await people.again(me)).welcome.selection).toEqual(held);
    // The other one was asked as often, and goes on.
    expect(server.lines.filter((line) => line.includes('does not answer'))).toHaveLength(1);
  } finally {
    people.leave();
    await server.stop();
  }
});
