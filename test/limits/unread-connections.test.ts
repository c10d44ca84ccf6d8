import { setImmediate as turn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { ClientConnection } from '../../server/engine/client-connection.ts';
import { UnreadConnections } from '../../server/limits/unread-connections.ts';

const T = 1_000_000;
const KB = 1_024;

const watched = () => {
  const line = {} as ClientConnection;
  const pings: string[] = [];
  const breakOff = vi.fn<(line: ClientConnection) => void>();
  const cut = vi.fn<() => void>();
  const unread = new UnreadConnections({ ping: (_, payload) => void pings.push(payload), breakOff }, cut);
  unread.follow(line, T);
  return { line, pings, breakOff, cut, unread };
};

test('P10 a line that brings back what it was sent lives for ever, and is asked every 15 s', () => {
  const { line, pings, cut, unread } = watched();
  for (let seconds = 1; seconds <= 600; seconds += 1) {
    unread.tick(T + seconds * 1_000);
    if (seconds % 15 === 3) unread.answered(line, pings.at(-1) ?? '');
  }
  expect(pings).toHaveLength(40);
  expect(new Set(pings).size).toBe(40);
  expect(cut).not.toHaveBeenCalled();
});

test('P10 one that brings back nothing, or something else, is broken off within half a minute', async () => {
  const { line, pings, breakOff, cut, unread } = watched();
  for (let seconds = 1; seconds < 30; seconds += 1) {
    unread.tick(T + seconds * 1_000);
    for (const payload of ['', 'guess', '3']) unread.answered(line, payload);
  }
  expect([pings.length, cut.mock.calls.length]).toEqual([1, 0]);
  unread.tick(T + 30_000);
  // What comes now comes too late.
  unread.answered(line, pings[0] ?? '');
  await turn();
  expect(breakOff).toHaveBeenCalledExactlyOnceWith(line);
  expect(cut).toHaveBeenCalledTimes(1);
  unread.tick(T + 60_000);
  expect(pings).toHaveLength(1);
});

test('P10 an old proof proves nothing of what was sent after it', () => {
  const { line, pings, cut, unread } = watched();
  unread.tick(T + 15_000);
  unread.answered(line, pings[0] ?? '');
  unread.tick(T + 30_000);
  unread.answered(line, pings[0] ?? '');
  unread.tick(T + 45_000);
  expect(cut).toHaveBeenCalledTimes(1);
});

test('P10 much that is sent is asked about at once, and what is not read of it is bounded', async () => {
  const { line, pings, breakOff, unread } = watched();
  let sent = 0;
  // Who reads may be sent any amount.
  for (; sent < 10_000 * KB; sent += KB) {
    unread.sent(line, KB, T);
    unread.answered(line, pings.at(-1) ?? '');
  }
  expect(pings.length).toBeGreaterThan(100);
  for (sent = 0; sent < 1_000 * KB; sent += KB) {
    unread.sent(line, KB, T + 1);
    await turn();
    if (breakOff.mock.calls.length > 0) break;
  }
  expect(sent).toBeLessThanOrEqual(320 * KB);
  expect(sent).toBeGreaterThan(200 * KB);
  expect(breakOff).toHaveBeenCalledExactlyOnceWith(line);
});

test('a line that has ended is asked nothing more', () => {
  const { line, pings, unread } = watched();
  unread.forget(line);
  unread.tick(T + 60_000);
  unread.sent(line, 1_000 * KB, T);
  expect(pings).toEqual([]);
});
