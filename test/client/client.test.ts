import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../../client/lib/client.ts';
import { refuse } from '../../protocol/refusals.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { fakeWire } from './support/fake-wire.ts';
import { choosingAt, keysFor, layoutOf, movedAt, patternAt, poolAt } from './support/pictures.ts';

const NOW = 1_767_000_000_000;
const token = 'h'.repeat(22);

/** A client on a wire whose far end is the test's; it has begun to connect. */
const clientOnWire = () => {
  const far = fakeWire();
  const client = createClient(far.wire, { random: () => 0.5 });
  client.connect();
  const welcome = (version = 1): void =>
    far.push().welcome({
      protocol: PROTOCOL_VERSION,
      server: '0.1.0',
      now: NOW,
      pool: poolAt(0),
      selection: choosingAt(version),
    });
  return { far, client, welcome };
};
/** A client whose wire has come up. */
const connectedClient = () => {
  const made = clientOnWire();
  made.far.comeUp();
  return made;
};
const idOf = (message: { request: Record<string, unknown> } | undefined): unknown => message?.request['id'];

describe('the client library', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('SAFE-1 sends a command again under the same id after a lost connection, until it is answered', async () => {
    const { far, client } = connectedClient();
    const sent = client.send('releaseHold', { version: 3, token });
    far.goDown();
    await vi.advanceTimersByTimeAsync(10_000);
    far.comeUp();
    const [first, second] = far.sentAs('releaseHold');
    expect(idOf(first)).toMatch(/^[\w-]{8,64}$/);
    expect(second?.request).toEqual(first?.request);
    expect(first?.answer({ ok: true, now: NOW, answer: { outcome: 'released' } })).toBe(false);
    second?.answer({ ok: true, now: NOW, answer: { outcome: 'released' }, selection: choosingAt(4) });
    expect(await sent).toMatchObject({ ok: true, answer: { outcome: 'released' } });
    expect(client.selection.get()?.version).toBe(4);
    far.goDown();
    await vi.advanceTimersByTimeAsync(10_000);
    far.comeUp();
    expect(far.sentAs('releaseHold')).toHaveLength(2);
  });

  it('SAFE-1 gives two commands two ids, and a query none', () => {
    const { far, client } = connectedClient();
    void client.send('releaseHold', { version: 3, token });
    void client.send('releaseHold', { version: 3, token });
    void client.send('requestCaptcha', {});
    const [first, second] = far.sentAs('releaseHold');
    expect(idOf(first)).not.toBe(idOf(second));
    expect(far.sentAs('requestCaptcha')[0]?.request).toEqual({});
  });

  it('SAFE-1 asks again under the same id when the server does not know the outcome', async () => {
    const { far, client } = connectedClient();
    const sent = client.send('releaseHold', { version: 3, token });
    far.sentAs('releaseHold')[0]?.answer({ ok: false, now: NOW, refusal: refuse('outcomeUnknown') });
    await vi.advanceTimersByTimeAsync(1_000);
    const [first, second] = far.sentAs('releaseHold');
    expect(idOf(second)).toBe(idOf(first));
    second?.answer({ ok: false, now: NOW, refusal: refuse('holdLapsed') });
    expect(await sent).toMatchObject({ ok: false, refusal: { code: 'holdLapsed' } });
  });

  it('SAFE-1 repeats what is not answered in time, and leaves a line that says nothing at all', async () => {
    const { far, client, welcome } = connectedClient();
    welcome();
    void client.send('releaseHold', { version: 3, token });
    await vi.advanceTimersByTimeAsync(3_000);
    far.push().poolMoved(movedAt(1, [], 36));
    await vi.advanceTimersByTimeAsync(3_100);
    expect(far.opened()).toBe(1);
    expect(far.sentAs('releaseHold')).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(7_000);
    expect(far.opened()).toBe(2);
    far.comeUp();
    expect(new Set(far.sentAs('releaseHold').map(idOf)).size).toBe(1);
    expect(far.sentAs('releaseHold')).toHaveLength(3);
  });

  it('SAFE-1 says so when nobody answered at all', async () => {
    const { far, client } = clientOnWire();
    const sent = client.send('releaseHold', { version: 3, token });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(await sent).toBe('unanswered');
    far.comeUp();
    expect(far.sentAs('releaseHold')).toHaveLength(0);
  });

  it('LIVE-2 measures the server’s clock as soon as it is connected, whatever the wall clock says', async () => {
    const { far, client, welcome } = connectedClient();
    welcome();
    for (let round = 0; round < 3; round += 1) {
      await vi.advanceTimersByTimeAsync(40);
      far
        .sentAs('syncClock')
        .at(-1)
        ?.answer({ ok: true, now: NOW + performance.now() - 20, answer: {} });
      await vi.advanceTimersByTimeAsync(200);
    }
    const before = client.serverNow();
    vi.setSystemTime(5);
    expect(client.serverNow()).toBe(before);
    expect(Math.abs(client.serverNow() - (NOW + performance.now()))).toBeLessThanOrEqual(20);
    expect(far.sentAs('syncClock').length).toBeGreaterThanOrEqual(3);
  });

  it('LIVE-3 reads the pool again after a gap', async () => {
    const { far, client, welcome } = connectedClient();
    welcome();
    far.push().poolMoved(movedAt(2, [[0, 1]], 28));
    far.sentAs('readPool')[0]?.answer({ ok: true, now: NOW, answer: poolAt(2, [1, 9, 9, 9]) });
    await vi.advanceTimersByTimeAsync(0);
    expect(client.pool.get()).toEqual(poolAt(2, [1, 9, 9, 9]));
  });

  it('FLOW-4 types again after a lost connection, and only what was typed last', async () => {
    const { far, client } = connectedClient();
    const layout = layoutOf('7B10A');
    void client.type(layout, keysFor(layout, '7????'));
    void client.type(layout, keysFor(layout, '70???'));
    far.goDown();
    await vi.advanceTimersByTimeAsync(10_000);
    far.comeUp();
    const typed = far.sentAs('typePattern');
    expect(typed.map((message) => message.request['keys'])).toEqual(
      ['7????', '70???', '70???'].map((text) => keysFor(layout, text)),
    );
    typed[2]?.answer({ ok: true, now: NOW, answer: patternAt('70???', 0) });
    await vi.advanceTimersByTimeAsync(0);
    expect(client.pattern.get()).toEqual(patternAt('70???', 0));
  });

  it('a goodbye that says so is followed by a return, scattered, and not before its time', async () => {
    const { far, client } = connectedClient();
    far.push().goodbye({ reason: 'shuttingDown', comeBack: true, afterMs: 4_000 });
    expect(client.connection.get()).toEqual({ stage: 'lost' });
    await vi.advanceTimersByTimeAsync(3_999);
    expect(far.isOpen()).toBe(false);
    await vi.advanceTimersByTimeAsync(4_001);
    expect(far.opened()).toBe(2);
  });

  it('a goodbye for good ends the connection with its reason', async () => {
    const { far, client } = connectedClient();
    far.push().goodbye({ reason: 'signedOut', comeBack: false, afterMs: 0 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(far.opened()).toBe(1);
    expect(client.connection.get()).toEqual({ stage: 'ended', reason: 'signedOut' });
  });

  it('waits longer after each failure, and not at all when the network comes back', async () => {
    const { far, client } = clientOnWire();
    const waits: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      const from = performance.now();
      const before = far.opened();
      far.goDown();
      while (far.opened() === before) await vi.advanceTimersByTimeAsync(10);
      waits.push(performance.now() - from);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 3_130, 3_130]);
    far.goDown();
    client.wake();
    expect(far.opened()).toBe(7);
  });

  it('comes back without hurry where it was told that too many come at once', async () => {
    const { far, client } = clientOnWire();
    far.goDown(refuse('tooManyRequests'));
    expect(client.connection.get()).toEqual({ stage: 'lost' });
    await vi.advanceTimersByTimeAsync(1_250);
    expect(far.opened()).toBe(1);
    await vi.advanceTimersByTimeAsync(3_750);
    expect(far.opened()).toBe(2);
  });

  it('knows when it is too old for the server', () => {
    const { far, client } = connectedClient();
    far.push().welcome({ protocol: PROTOCOL_VERSION + 1, server: '9', now: NOW, pool: poolAt(0), selection: null });
    expect(client.outdated.get()).toBe(true);
  });
});
