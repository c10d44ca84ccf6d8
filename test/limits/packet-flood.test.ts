import { expect, test } from 'vitest';
import type { Goodbye } from '../../protocol/select/pushes/goodbye.ts';
import { ALLOWANCES } from '../../server/gateway/select-connection.ts';
import { DESK_PACKET_ALLOWANCE, PACKET_ALLOWANCE, PacketFlood } from '../../server/limits/packet-flood.ts';
import { FakeLine } from './fake-line.ts';

const follow = () => {
  const clock = { now: 5_000 };
  const said: Goodbye[] = [];
  const farewell = { say: (_: ReadonlySet<unknown>, goodbye: Goodbye) => void said.push(goodbye) };
  let cuts = 0;
  const storms = new PacketFlood(
    farewell,
    () => (cuts += 1),
    () => clock.now,
  );
  const line = new FakeLine();
  storms.follow(line.asLine);
  const speak = (times: number): void => {
    for (let i = 0; i < times; i += 1) line.emit('packet');
  };
  return { clock, said, storms, line, speak, cuts: () => cuts };
};

test('P10 a line that says everything that may be said, for ever, is never ended', () => {
  const { clock, speak, said } = follow();
  const most = Object.values(ALLOWANCES).reduce((sum, { perSecond }) => sum + perSecond, 0);
  speak(Object.values(ALLOWANCES).reduce((sum, { burst }) => sum + burst, 0));
  for (let second = 0; second < 3_600; second += 1) {
    clock.now += 1_000;
    speak(most + 1);
  }
  expect(said).toEqual([]);
});

test('P10 a storm is ended after its burst, once, with the word when to come back', () => {
  const { speak, said, cuts } = follow();
  speak(PACKET_ALLOWANCE.burst);
  expect(said).toEqual([]);
  speak(50_000);
  expect(said).toEqual([{ reason: 'tooManyRequests', comeBack: true, afterMs: 10_000 }]);
  expect(cuts()).toBe(1);
});

test('P10 who goes on against refusals, slowly, is ended too', () => {
  const { clock, speak, said } = follow();
  for (let second = 0; second < 60; second += 1) {
    clock.now += 1_000;
    speak(PACKET_ALLOWANCE.perSecond + 20);
  }
  expect(said).toHaveLength(1);
});

test('a desk may send its imports', () => {
  const { speak, said, storms, line } = follow();
  storms.allow(line.asLine, DESK_PACKET_ALLOWANCE);
  speak(PACKET_ALLOWANCE.burst + 100);
  expect(said).toEqual([]);
});
