import { afterAll, expect, test } from 'vitest';
import { poolId } from '../../protocol/ids.ts';
import { poolKeys } from '../../server/pool/redis/keys.ts';
import { type Applicant, arrive, connect } from '../../verification/actors/applicant.ts';
import { keysOf } from '../../verification/actors/keys.ts';
import { startNodes } from '../support/nodes.ts';

const nodes = await startNodes({
  engines: ['uws', 'ws'],
  authority: { verifyIntervalSeconds: 0.1, holdSeconds: 3_600 },
});
const present: Applicant[] = [];
afterAll(async () => {
  for (const each of present) each.leave();
  await nodes.stop();
});

const keep = (applicant: Applicant): Applicant => {
  present.push(applicant);
  return applicant;
};

test('P7 LIVE-3 FLOW-4 a node that has missed events reads all afresh, and tells everybody what has changed meanwhile', async () => {
  const { a, b, redis } = nodes;
  const [mine, other] = [keep(await arrive(a.url, 'demo1')), keep(await arrive(a.url, 'demo2'))];
  const elsewhere = keep(await connect(b.url, mine.token));
  const layout = await other.openKeyboard();
  const typed = await other.carryOut('typePattern', { layout: layout.id, keys: keysOf(layout, '12A?3') });
  expect(typed.matching).toBe(24);
  const { free } = await other.carryOut('readPool', {});

  // Node a stands still while its applicant takes a number at node b, and the events of it are gone before it goes on.
  process.kill(a.pid, 'SIGSTOP');
  try {
    await elsewhere.hold('12AK3');
    const client = await redis.client();
    await client.xTrim(poolKeys(poolId.parse('tangshan-small')).events, 'MAXLEN', 0);
  } finally {
    process.kill(a.pid, 'SIGCONT');
  }
  await a.says('the pool’s events do not continue from here; starting afresh');

  const { selection } = await mine.hears('selectionChanged', (push) => push.selection.stage === 'holding');
  expect(selection).toEqual(elsewhere.view);
  const moved = await other.hears('patternMoved', ({ matching }) => matching === 23);
  expect(moved.usable[3]).not.toContain('K');
  await expect.poll(async () => (await other.carryOut('readPool', {})).free).toBe(free - 1);
  // And it goes on from there.
  await mine.release();
  await other.hears('patternMoved', ({ matching }) => matching === 24, other.heard('patternMoved').length - 1);
});
