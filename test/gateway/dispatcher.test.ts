import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { selectionId } from '../../protocol/ids.ts';
import { type Reply, selectNamespace } from '../../protocol/select/client-to-server.ts';
import { Dispatcher } from '../../server/gateway/dispatcher.ts';
import type { SelectHandlers } from '../../server/gateway/select/handler.ts';
import { selectRoutes } from '../../server/gateway/select/routes.ts';
import { ALLOWANCES, type Choosing, SelectConnection } from '../../server/gateway/select-connection.ts';
import { ok, refused } from '../../server/selection/result.ts';
import { createMetrics } from '../../server/telemetry/metrics.ts';
import { choosingAt } from '../client/support/pictures.ts';
import { FakeNamespace } from '../support/fake-namespace.ts';

const NOW = 1_450_000_000_000;
const chooser = { account: {}, vehicle: { selection: selectionId.parse('anna') }, present: {} } as Choosing;
const names = selectNamespace.names;

/** The door, with handlers that answer `{}` where a test has no other; `say` resolves to what is acknowledged. */
const openDoor = (own: Partial<SelectHandlers> = {}, viewOf = () => choosingAt(3)) => {
  const handled: string[] = [];
  const plain = (name: string) => () => {
    handled.push(name);
    return ok({});
  };
  const usual = names.map((name) => [name, plain(name)]);
  const handlers = { ...Object.fromEntries(usual), ...own } as SelectHandlers;
  const log = pino({ level: 'silent' });
  const clock = { now: NOW };
  const pool = { isClosed: false };
  const isClosed = (): boolean => pool.isClosed;
  const routes = selectRoutes({ handlers, isClosed, viewOf });
  const dispatcher = new Dispatcher({ routes, now: () => clock.now, metrics: createMetrics(), log });
  const socket = new FakeNamespace().connect().asSocket;
  const visitor = new SelectConnection(socket, chooser);
  const say = (name: string, body: unknown, from = visitor): Promise<Reply> =>
    new Promise((resolve) => {
      dispatcher.message(from, [name, body, resolve]);
    });
  return { dispatcher, say, handled, clock, pool, visitor, watcher: new SelectConnection(socket, 'signInRequired') };
};

const release = () => ({ id: randomUUID(), version: 1, token: 'A'.repeat(22) });
const codeOf = (reply: Reply): string => (reply.ok ? 'ok' : reply.refusal.code);

test('a message is answered, with the server’s clock', async () => {
  const { say } = openDoor();
  expect(await say('syncClock', {})).toEqual({ ok: true, answer: {}, now: NOW });
});

test('SAFE-3 a name that is no command is refused, also one that every object has', async () => {
  const { say, handled } = openDoor();
  for (const name of ['', 'nope', '__proto__', 'constructor', 'toString']) {
    expect(codeOf(await say(name, {}))).toBe('unknownCommand');
  }
  expect(handled).toEqual([]);
});

test('SAFE-3 a message without an ack is passed over', () => {
  const { dispatcher, visitor, handled } = openDoor();
  dispatcher.message(visitor, ['syncClock']);
  dispatcher.message(visitor, ['syncClock', {}]);
  dispatcher.message(visitor, ['syncClock', {}, 'no function']);
  expect(handled).toEqual([]);
});

test('SAFE-3 whatever the body, the answer is a refusal of the wire’s own form, and no handler sees it', async () => {
  const property = fc.asyncProperty(fc.constantFrom(...names), fc.anything(), async (name, body) => {
    fc.pre(!selectNamespace.commands[name].request.safeParse(body).success);
    const { say, handled } = openDoor();
    const reply = await say(name, body);
    expect(codeOf(reply)).toBe('badRequest');
    expect(selectNamespace.replyOf(name).parse(reply)).toEqual(reply);
    expect(handled).toEqual([]);
  });
  await fc.assert(property, { seed: 20160111, numRuns: 300 });
});

test('SAFE-3 ACCT-4 a bad request names its fields and never their values', async () => {
  const { say } = openDoor();
  const reply = await say('completeReservation', { id: 'secret', version: -1, token: 'secret', code: 'secret' });
  expect(reply).toMatchObject({
    ok: false,
    refusal: { code: 'badRequest', fields: ['id', 'version', 'token', 'code'] },
  });
  expect(JSON.stringify(reply)).not.toContain('secret');
});

test('SAFE-3 a second body is a bad request, not a guess', async () => {
  const { dispatcher, visitor } = openDoor();
  const reply = await new Promise<Reply>((resolve) => dispatcher.message(visitor, ['syncClock', {}, {}, resolve]));
  expect(codeOf(reply)).toBe('badRequest');
});

test('ACCT-1 who only watches is told why, and may still look', async () => {
  const { say, watcher, handled } = openDoor();
  expect(codeOf(await say('readSelection', {}, watcher))).toBe('signInRequired');
  expect(codeOf(await say('syncClock', {}, watcher))).toBe('ok');
  expect(handled).toEqual(['syncClock']);
});

test('FLOW-4 the selection stands in replies that may have changed it, and in every refusal', async () => {
  const { say } = openDoor({ requestCaptcha: () => refused('wrongStage') });
  expect(await say('readSelection', {})).toEqual({ ok: true, answer: {}, now: NOW, selection: choosingAt(3) });
  expect(await say('requestCaptcha', {})).toMatchObject({ refusal: { code: 'wrongStage' }, selection: choosingAt(3) });
  expect(await say('releaseHold', release())).toHaveProperty('selection', choosingAt(3));
  expect(await say('readPool', {})).not.toHaveProperty('selection');
});

test.each([
  [
    'throws',
    () => {
      throw new Error('broken');
    },
  ],
  ['rejects', () => Promise.reject(new Error('broken'))],
])('SAFE-3 where a handler %s, the outcome is unknown and nothing falls', async (_, readSelection) => {
  const { say } = openDoor({ readSelection });
  expect(codeOf(await say('readSelection', {}))).toBe('outcomeUnknown');
});

test('SAFE-3 where the selection cannot be shown, the outcome is unknown and nothing falls', async () => {
  const { say } = openDoor({}, () => {
    throw new RangeError('no block holds this address');
  });
  expect(codeOf(await say('readSelection', {}))).toBe('outcomeUnknown');
});

test('SAFE-3 a handler that never answers is answered for', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { say } = openDoor({ readSelection: () => new Promise(() => undefined) });
  const reply = say('readSelection', {});
  await vi.advanceTimersByTimeAsync(4_000);
  expect(codeOf(await reply)).toBe('outcomeUnknown');
});

test('P10 who says too much is refused until the named instant, and nothing is carried out meanwhile', async () => {
  const { say, handled, clock } = openDoor();
  const { burst } = ALLOWANCES.command;
  for (let i = 0; i < burst; i += 1) await say('releaseHold', release());
  const reply = await say('releaseHold', release());
  expect(codeOf(reply)).toBe('tooManyRequests');
  expect(handled).toHaveLength(burst);
  expect(codeOf(await say('syncClock', {}))).toBe('ok');

  clock.now = reply.ok ? NOW : (reply.refusal.notBefore ?? NOW);
  expect(clock.now).toBeGreaterThan(NOW);
  expect(codeOf(await say('releaseHold', release()))).toBe('ok');
});

test('P7 while the pool is not the one that was read, nothing is done, and what is in memory is told', async () => {
  const { say, handled, pool } = openDoor();
  pool.isClosed = true;
  const reply = await say('releaseHold', release());
  expect(codeOf(reply)).toBe('recovering');
  expect(codeOf(await say('requestCaptcha', {}))).toBe('recovering');
  expect(handled).toEqual([]);
  expect([codeOf(await say('readSelection', {})), codeOf(await say('syncClock', {}))]).toEqual(['ok', 'ok']);
  pool.isClosed = false;
  expect(codeOf(await say('requestCaptcha', {}))).toBe('ok');
});

test('a node that closes says so to everything, and begins nothing', async () => {
  const { dispatcher, say, handled } = openDoor();
  dispatcher.close();
  expect(codeOf(await say('syncClock', {}))).toBe('shuttingDown');
  expect(handled).toEqual([]);
});
