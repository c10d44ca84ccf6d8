import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MAX_WAITING_BYTES } from '../../server/engine/client-connection.ts';
import { Peers } from '../../server/engine/peers.ts';
import { Connections } from '../../server/gateway/connections.ts';
import type { AllowanceKind } from '../../server/gateway/select-connection.ts';
import { ConnectionQuota } from '../../server/limits/connection-quota.ts';
import { createMetrics, type Metrics } from '../../server/telemetry/metrics.ts';
import { RawClient } from '../../verification/actors/raw-client.ts';
import { openTestEngine, type TestEngine } from '../support/engine.ts';

const MUTE = 10;
/** A push as no push of ours is, so that what the system keeps for each connection is soon full. */
const SIZE = 32 * 1024;

describe.each(['uws', 'ws'] as const)('clients that read nothing, on %s', (name) => {
  let at: TestEngine;
  let metrics: Metrics;
  let lines: Connections;

  beforeEach(async () => {
    metrics = createMetrics();
    at = await openTestEngine(name, {
      sent: (way, bytes) => metrics.sentBytes.add(way, bytes),
      overflowed: () => metrics.cuts.add('overflowed', 1),
    });
    const { io } = at.engine;
    const around = { peers: new Peers(), networks: new ConnectionQuota<AllowanceKind>(100, {}), metrics };
    lines = new Connections({ engine: at.engine, applicants: io.of('/select'), desk: io.of('/desk'), ...around });
  });
  afterEach(() => at.stop());

  const figure = async (of: string): Promise<number> =>
    Number(
      (await metrics.read()).text
        .split('\n')
        .find((line) => line.startsWith(`${of} `))
        ?.slice(of.length),
    );

  /** Has the server count the applicants' messages, and acknowledge each with a text. */
  const countMessages = (reply: string): { readonly count: number } => {
    const answered = { count: 0 };
    at.engine.io.of('/select').on('connection', (socket) =>
      socket.onAny((_name: string, _body: unknown, ack: (said: string) => void) => {
        answered.count += 1;
        ack(reply);
      }),
    );
    return answered;
  };

  test('LIVE-3 SAFE-3 what waits for them is bounded, they are ended, and who reads misses nothing', async () => {
    const select = at.engine.io.of('/select');
    const reader = await RawClient.arrive(at.url);
    const mute = await Promise.all(Array.from({ length: MUTE }, () => RawClient.arrive(at.url)));
    for (const client of mute) client.stopReading();
    expect(lines.size).toBe(MUTE + 1);
    let most = 0;
    let sent = 0;
    // At most 32 MB each: the system keeps less.
    while (lines.size > 1 && sent < 1_000) {
      sent += 1;
      select.emit('pushed', `${sent}:${'x'.repeat(SIZE)}`);
      await reader.hears(`"pushed","${sent}:`);
      lines.tick();
      most = Math.max(most, lines.waiting.most);
      await turn();
    }
    expect(lines.size).toBe(1);
    // On `ws` it is noticed sooner that nothing is read: there a broadcast is counted for each line.
    const cuts = ['overflowed', 'unread'].map((why) => figure(`xuanhao_cuts_total{why="${why}"}`));
    expect((await Promise.all(cuts)).reduce((sum, each) => sum + each, 0)).toBe(MUTE);
    // One message may stand above it where the engine itself sets no bound.
    expect(most).toBeLessThan(MAX_WAITING_BYTES + 2 * SIZE);
    lines.tick();
    expect(lines.waiting).toEqual({ total: 0, most: 0 });
    const numbers = [...reader.heard.matchAll(/"pushed","(\d+):/g)].map(([, number]) => Number(number));
    expect(numbers).toEqual(Array.from({ length: sent }, (_, i) => i + 1));
    const ways = ['direct', 'broadcast'].map((way) => figure(`xuanhao_sent_bytes_total{way="${way}"}`));
    const bytes = (await Promise.all(ways)).reduce((sum, each) => sum + each, 0);
    expect(bytes).toBeGreaterThan(sent * SIZE);
    for (const client of [reader, ...mute]) client.leave();
  });

  test('P10 a line that never stops talking is told so and ended; its neighbour is answered', async () => {
    const answered = countMessages('done');
    const [loud, neighbour] = [await RawClient.arrive(at.url), await RawClient.arrive(at.url)];
    for (let i = 0; i < 50_000; i += 1) loud.ask('syncClock', {});
    // What is not hung up by the client is broken off.
    const ticks = setInterval(() => lines.tick(), 100);
    await loud.ends();
    clearInterval(ticks);
    expect(loud.heard).toContain('"goodbye",{"reason":"tooManyRequests","comeBack":true');
    neighbour.ask('syncClock', {});
    await neighbour.hears('["done"]');
    expect(answered.count).toBeLessThan(2_000);
    expect(await figure('xuanhao_cuts_total{why="tooManyRequests"}')).toBe(1);
    expect(lines.size).toBe(1);
    neighbour.leave();
  });

  test('P10 a line that has left every namespace is closed after 20 s, and one that is in another is not', async () => {
    const [idle, moved] = [await RawClient.arrive(at.url), await RawClient.arrive(at.url)];
    moved.write('40/desk,');
    await moved.hears('40/desk,{"sid"');
    for (const line of [idle, moved]) line.write('41/select,');
    await expect.poll(() => at.engine.io.of('/select').sockets.size).toBe(0);
    const began = performance.now();
    const clock = vi.spyOn(performance, 'now');
    clock.mockImplementation(() => began + 19_000);
    lines.tick();
    expect(lines.size).toBe(2);
    clock.mockImplementation(() => began + 21_000);
    lines.tick();
    clock.mockRestore();
    await expect.poll(() => lines.size).toBe(1);
    await idle.ends();
    expect(await figure('xuanhao_cuts_total{why="inNoNamespace"}')).toBe(1);
    expect(lines.counted).toEqual({ lines: { counted: 1, there: 1 }, addresses: { counted: 1, there: 1 } });
    moved.leave();
    await expect.poll(() => lines.counted.addresses).toEqual({ counted: 0, there: 0 });
  });

  test('P10 a client that never answers that its line is closed does not keep it', async () => {
    const client = await RawClient.arrive(at.url);
    at.engine.io.of('/select').disconnectSockets(true);
    // A library would hang up by itself.
    await client.ends();
    expect(lines.size).toBe(0);
  });

  test('P10 LIVE-3 a client that reads nothing and says that it lives is broken off; one that reads stays', async () => {
    const answered = countMessages('done');
    const [mute, reader] = [await RawClient.arrive(at.url), await RawClient.arrive(at.url)];
    const began = performance.now();
    const clock = vi.spyOn(performance, 'now');
    const heard = (client: RawClient): string | undefined => client.probes.at(-1);
    mute.stopReading();
    for (let round = 1; round <= 4; round += 1) {
      clock.mockImplementation(() => began + round * 16_000);
      lines.tick();
      await expect.poll(() => reader.probes.length).toBe(round);
      // A WebSocket's own pong of any words, and Engine.IO's, asked for by nobody.
      mute.pong('');
      mute.pong(heard(reader) ?? '');
      mute.write('3');
      // Once this is answered, the pong before it has been heard.
      reader.ask('syncClock', {});
      await expect.poll(() => answered.count).toBe(round);
    }
    clock.mockRestore();
    await expect.poll(() => lines.size).toBe(1);
    expect(await figure('xuanhao_cuts_total{why="unread"}')).toBe(1);
    expect(reader.heard).not.toContain('goodbye');
    for (const client of [mute, reader]) client.leave();
  });

  test('P10 what is sent to a client that reads nothing is bounded, also in the system’s buffers', async () => {
    const answered = countMessages('x'.repeat(4_096));
    const mute = await RawClient.arrive(at.url);
    mute.stopReading();
    // In bytes: some 4 MB, of which it takes none.
    for (let nth = 1; nth <= 900 && lines.size > 0; nth += 1) {
      mute.ask('readPool', {});
      await expect.poll(() => answered.count >= nth || lines.size === 0, { interval: 1 }).toBe(true);
    }
    await expect.poll(() => lines.size).toBe(0);
    expect(await figure('xuanhao_cuts_total{why="unread"}')).toBe(1);
    expect(await figure('xuanhao_sent_bytes_total{way="direct"}')).toBeLessThan(512 * 1_024);
    mute.leave();
  });
});
