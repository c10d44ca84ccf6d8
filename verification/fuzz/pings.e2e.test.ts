import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../../test/support/server.ts';
import { arrive } from '../actors/applicant.ts';
import { frame, PING } from '../actors/frames.ts';
import { upgradeRequest } from '../actors/upgrade.ts';
import { Caller } from './caller.ts';
import { Wire } from './wire.ts';

/** Some 130 kB of pings, each of which asks for a pong as long. */
const PINGS = Buffer.concat(Array.from({ length: 1_000 }, () => frame(PING, 'p'.repeat(125))));

describe.each(['uws', 'ws'] as const)('pings on %s', (engine) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start({ engine });
  });
  afterAll(() => server.stop());

  test('P10, SAFE-3 who pings without end and reads no pong is cut off, before it takes memory', async () => {
    const neighbour = await arrive(server.url, 'demo1');
    const wire = await Wire.open(server.url, '127.0.0.9');
    wire.write(upgradeRequest(new URL(server.url).host));
    await wire.moves(5_000);
    wire.deafen();
    for (let sent = 0; sent < 300 && wire.isOpen; sent += 1) {
      wire.write(PINGS);
      await delay(1);
    }
    expect(await wire.ends(5_000)).toBe(true);
    expect(await neighbour.look()).toMatchObject({ stage: 'choosing' });
    neighbour.leave();
  });

  test('SAFE-3 a ping now and then is answered, as the protocol wants it', async () => {
    const caller = await Caller.join(server.url, { from: '127.0.0.9' });
    for (let nth = 0; nth < 5; nth += 1) caller.wire.write(frame(PING, 'x'));
    const [heard] = await caller.ask([{ name: 'syncClock', json: '{}' }]);
    expect(heard).toMatchObject({ reply: { ok: true } });
    expect(caller.wire.pongs).toBe(5);
    caller.leave();
  });
});
