import { expect, test, vi } from 'vitest';
import type { Goodbye } from '../../protocol/select/pushes/goodbye.ts';
import { MAX_WAITING_BYTES } from '../../server/engine/client-connection.ts';
import { Disconnects, type Joined } from '../../server/limits/disconnects.ts';
import { SlowClients } from '../../server/limits/slow-clients.ts';
import { FakeLine, fakeEngine } from './fake-line.ts';

/** Some connections, each with a socket in the namespace, and whoever looks after them; a tick is a second. */
const crowd = (...waiting: number[]) => {
  const lines = waiting.map((bytes) => Object.assign(new FakeLine(), { waiting: bytes }));
  const heard = lines.map((): Goodbye[] => []);
  const sockets: [string, { conn: FakeLine; emit: (name: 'goodbye', goodbye: Goodbye) => void }][] = lines.map(
    (conn, i) => [`socket-${i}`, { conn, emit: (_, goodbye) => heard[i]?.push(goodbye) }],
  );
  const namespace = { sockets: new Map(sockets) } as unknown as Joined;
  const farewell = new Disconnects([namespace], fakeEngine.breakOff);
  const cut = vi.fn<(why: string, count: number) => void>();
  const slow = new SlowClients(fakeEngine, farewell, cut);
  let now = 1_000;
  const pass = (seconds: number): void => {
    for (let i = 0; i < seconds; i += 1) {
      now += SlowClients.tickMs;
      slow.look(
        lines.filter(({ readyState }) => readyState !== 'closed').map(({ asLine }) => asLine),
        now,
      );
      farewell.tick(now);
    }
  };
  const states = () => lines.map(({ readyState }) => readyState);
  const cuts = (why: string): number => cut.mock.calls.reduce((sum, call) => sum + (call[0] === why ? call[1] : 0), 0);
  return { lines, heard, slow, pass, states, cuts };
};

test('LIVE-3 who stays behind for ten seconds is sent away with the word to come back; others are not', () => {
  const { heard, pass, states, cuts } = crowd(0, 20_000, 1_000);
  pass(10);
  expect(states()).toEqual(['open', 'open', 'open']);
  pass(1);
  expect(states()).toEqual(['open', 'closing', 'open']);
  expect(heard[1]).toEqual([{ reason: 'tooSlow', comeBack: true, afterMs: expect.any(Number) }]);
  expect([heard[0], heard[2]]).toEqual([[], []]);
  pass(30);
  expect(cuts('tooSlow')).toBe(1);
});

test('who catches up now and then is left alone', () => {
  const { lines, pass, states } = crowd(20_000);
  const [line] = lines;
  for (let i = 0; i < 5; i += 1) {
    pass(9);
    if (line) line.waiting = i % 2 === 0 ? 0 : 1_000;
    pass(1);
    if (line) line.waiting = 20_000;
  }
  expect(states()).toEqual(['open']);
});

test('SAFE-3 who does not read the goodbye either is broken off five seconds later', () => {
  const { pass, states } = crowd(20_000);
  pass(11);
  expect(states()).toEqual(['closing']);
  pass(4);
  expect(states()).toEqual(['closing']);
  pass(1);
  expect(states()).toEqual(['closed']);
});

test('SAFE-3 for nobody waits more than the bound: whoever is above it is broken off at once', () => {
  const { pass, states, cuts, slow, heard } = crowd(MAX_WAITING_BYTES, MAX_WAITING_BYTES + 1, 5);
  pass(1);
  expect(states()).toEqual(['open', 'closed', 'open']);
  expect(cuts('overflowed')).toBe(1);
  expect(heard[1]).toEqual([]);
  expect(slow.waiting).toEqual({ total: 2 * MAX_WAITING_BYTES + 6, most: MAX_WAITING_BYTES + 1 });
  pass(1);
  expect(slow.waiting).toEqual({ total: MAX_WAITING_BYTES + 5, most: MAX_WAITING_BYTES });
});
