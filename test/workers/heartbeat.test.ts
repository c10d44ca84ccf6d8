import { expect, test } from 'vitest';
import { Heartbeat } from '../../server/workers/heartbeat.ts';

test('SAFE-2 a worker is silent after as many unanswered beats as it may leave, and not before', () => {
  const heartbeat = new Heartbeat(3);
  expect([1, 2, 3].map(() => heartbeat.beat())).toEqual(['ask', 'ask', 'ask']);
  expect(heartbeat.beat()).toBe('silent');
});

test('SAFE-2 an answer begins the count anew, however late it comes', () => {
  const heartbeat = new Heartbeat(2);
  heartbeat.beat();
  heartbeat.beat();
  heartbeat.answered();
  expect([1, 2, 3].map(() => heartbeat.beat())).toEqual(['ask', 'ask', 'silent']);
});
