import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../server/project-root.ts';
import { type Applicant, arrive, connect } from '../../verification/actors/applicant.ts';
import { DeskWorker } from '../../verification/actors/desk-worker.ts';
import { keysOf } from '../../verification/actors/keys.ts';
import { startNodes, type TestNodes } from '../support/nodes.ts';

/** In seconds: long enough to come back in at the other node on a busy machine, short enough to wait for. */
const HOLD = 10;

const KINDS = [
  { kind: 'pool', pattern: /^xuanhao:\{tangshan-small\}:/ },
  { kind: 'identity', pattern: /^xuanhao:\{identity\}:/ },
  { kind: 'desk', pattern: /^xuanhao:\{desk\}:/ },
  { kind: 'sessions', pattern: /^xuanhao:session:/ },
  { kind: 'desk sessions', pattern: /^xuanhao:desk-session:/ },
  { kind: 'audit', pattern: /^xuanhao:audit$/ },
] as const;

describe('a node on uws and one on ws over one Redis', () => {
  let nodes: TestNodes;
  const present: Applicant[] = [];
  let arrived = 0;

  beforeAll(async () => {
    const authority = { verifyIntervalSeconds: 0.1, holdSeconds: HOLD };
    nodes = await startNodes({ engines: ['uws', 'ws'], authority });
  });
  afterAll(async () => {
    for (const each of present) each.leave();
    await nodes.stop();
  });

  const at = async (node: 'a' | 'b'): Promise<Applicant> => {
    arrived += 1;
    const applicant = await arrive(nodes[node].url, `demo${arrived}`);
    present.push(applicant);
    return applicant;
  };
  const typing = async (applicant: Applicant, pattern: string) => {
    const layout = await applicant.openKeyboard();
    return applicant.carryOut('typePattern', { layout: layout.id, keys: keysOf(layout, pattern) });
  };

  test('LIVE-1 how many are choosing is counted at both nodes together', async () => {
    const watcher = await connect(nodes.a.url);
    present.push(watcher);
    const [, goes] = [await at('a'), await at('b')];
    await watcher.hears('poolMoved', ({ choosing }) => choosing === 2);
    const { length: before } = watcher.heard('poolMoved');
    goes.leave();
    const { choosing } = await watcher.hears('poolMoved', (moved) => moved.choosing < 2, before);
    expect(choosing).toBe(1);
  });

  test('COMP-4, P1 a key greys at one node when a number is taken at the other, and lights up when it comes back', async () => {
    const [me, other] = [await at('a'), await at('b')];
    const picture = await typing(me, '12A?3');
    await other.hold('12AK3');
    const without = await me.hears('patternMoved', ({ usable }) => !usable[3]?.includes('K'));
    expect(without).toMatchObject({ matching: 23, seq: picture.seq + 1 });
    expect(await me.verify('12AK3')).toMatchObject({ ok: true, answer: { outcome: 'taken' } });
    await other.release();
    await me.hears('patternMoved', ({ usable }) => usable[3]?.includes('K') === true);
  });

  test('FLOW-4, SAFE-1 the same selection at both nodes is one: what one device does the other sees, and an old version loses', async () => {
    const me = await at('a');
    const phone = await connect(nodes.b.url, me.token);
    present.push(phone);
    const held = await me.hold('34AK5');
    const { selection } = await phone.hears('selectionChanged', (push) => push.selection.stage === 'holding');
    expect(selection).toEqual(held);
    const { version, token, plate } = held;
    const command = { id: 'confirmed-at-one-node', version, token, plate };
    expect(await phone.send('confirmPlate', command)).toMatchObject({ ok: true });
    // Sent again through the other node, as after a lost connection, it is answered as it was, and not done again.
    expect(await me.send('confirmPlate', command)).toMatchObject({ ok: true, answer: { outcome: 'confirmed' } });
    expect(me.at('confirming').version).toBe(version + 1);
    expect(await me.refused('releaseHold', { version, token })).toMatchObject({ code: 'staleVersion' });
  });

  test('ACCT-3 a session that is ended at one node ends at the other, its connections too', async () => {
    const me = await at('b');
    const gone = new Promise((resolve) => me.socket.once('disconnect', resolve));
    const headers = { authorization: `Bearer ${me.token}` };
    expect((await fetch(`${nodes.a.url}/api/sessions`, { method: 'DELETE', headers })).status).toBe(204);
    await gone;
    expect(me.heard('goodbye').at(-1)).toMatchObject({ reason: 'signedOut' });
    await expect(connect(nodes.b.url, me.token)).rejects.toThrow('sessionEnded');
  });

  test('POOL-2, POOL-4 what the desk does at one node is seen at the other', async () => {
    const me = await at('b');
    const picture = await typing(me, '56A?7');
    const desk = await DeskWorker.arrive(nodes.a.url, 'demo-manager');
    const done = await desk.does('withholdNumbers', { plates: ['56AK7'], reason: 'kept for the museum' });
    expect(done).toMatchObject({ withheld: ['56AK7'] });
    const without = await me.hears('patternMoved', ({ usable }) => !usable[3]?.includes('K'));
    expect(without.matching).toBe(picture.matching - 1);
    expect(await me.verify('56AK7')).toMatchObject({ ok: true, answer: { outcome: 'taken' } });
    desk.leave();
  });

  test('SAFE-2, FLOW-4, P3 after kill -9 of a node its people find the same hold at the other, and it lapses on time', async () => {
    const [me, other] = [await at('a'), await at('b')];
    const held = await me.hold('78AK9');
    const gone = new Promise((resolve) => me.socket.once('disconnect', resolve));
    await nodes.a.kill9();
    await gone;
    const back = await connect(nodes.b.url, me.token);
    present.push(back);
    expect(back.welcome.selection).toEqual(held);
    const { deadline } = held;
    await delay(Math.max(0, deadline - Date.now()));
    // The node that set the alarm is gone; the other one hears it, or its sweep steps in.
    const { now } = await back.hears('selectionChanged', ({ selection }) => selection.stage === 'choosing');
    expect(now).toBeGreaterThanOrEqual(deadline);
    expect(await other.hold('78AK9')).toMatchObject({ plate: '78AK9' });
  });

  test('P1, P6 every key of the pool carries its hash tag, and the others are those that docs/deploy.md names', async () => {
    const all = await (await nodes.redis.client()).keys('*');
    const kinds = new Set(all.map((key) => KINDS.find(({ pattern }) => pattern.test(key))?.kind ?? key));
    expect([...kinds].toSorted()).toEqual(['audit', 'desk', 'desk sessions', 'identity', 'pool', 'sessions']);
    // What the scripts and the queue of the pool touch is all in one slot.
    const pool = all.filter((key) => key.includes('{tangshan-small}'));
    for (const name of ['meta', 'free', 'owners', 'events', 'heads', 'selection:', 'bull:'])
      expect(
        pool.some((key) => key.startsWith(`xuanhao:{tangshan-small}:${name}`)),
        name,
      ).toBe(true);
    const page = await readFile(join(projectRoot, 'docs/deploy.md'), 'utf8');
    for (const name of [
      '{identity}',
      '{desk}',
      '{sms}',
      'xuanhao:session',
      'xuanhao:desk-session',
      'xuanhao:outbox',
      'xuanhao:audit',
    ])
      expect(page, name).toContain(name);
  });
});
