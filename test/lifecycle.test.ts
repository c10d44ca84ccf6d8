import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Lifecycle } from '../server/lifecycle.ts';

let said: string[];
let warned: unknown[];
let lifecycle: Lifecycle;
const say = (text: string) => (): void => void said.push(text);
/** Something that the test lets end. */
const held = () => {
  let release: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { done, release };
};
const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i += 1) await Promise.resolve();
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  [said, warned] = [[], []];
  lifecycle = new Lifecycle({ warn: (...line: unknown[]) => void warned.push(line) } as never);
});
afterEach(() => vi.useRealTimers());

test('what was registered first begins first and ends last, each when the one before it is done', async () => {
  const first = held();
  lifecycle.starts(async () => {
    await first.done;
    said.push('first begins');
  });
  lifecycle.stops(say('first ends'));
  const second = held();
  lifecycle.starts(say('second begins'));
  lifecycle.stops(async () => {
    await second.done;
    said.push('second ends');
  });
  const started = lifecycle.start();
  await turns(9);
  expect([said, lifecycle.isRunning]).toEqual([[], false]);
  first.release();
  await started;
  expect([said, lifecycle.isRunning]).toEqual([['first begins', 'second begins'], true]);
  const stopped = lifecycle.stop();
  expect(lifecycle.isRunning).toBe(false);
  await turns(9);
  expect(said).toEqual(['first begins', 'second begins']);
  second.release();
  await stopped;
  expect(said.slice(2)).toEqual(['second ends', 'first ends']);
});

test('where something cannot begin everything that was made ends, and nothing after it begins', async () => {
  lifecycle.starts(say('begun'));
  lifecycle.stops(say('ended'));
  lifecycle.starts(() => Promise.reject(new Error('the port is taken')));
  lifecycle.starts(say('never begun'));
  lifecycle.stops(say('made and never begun, ended'));
  await expect(lifecycle.start()).rejects.toThrow('the port is taken');
  expect(said).toEqual(['begun', 'made and never begun, ended', 'ended']);
  expect(lifecycle.isRunning).toBe(false);
});

test('whoever stops while everything begins has nothing more begin', async () => {
  const first = held();
  lifecycle.starts(() => first.done);
  lifecycle.starts(say('never begun'));
  lifecycle.stops(say('ended'));
  const started = lifecycle.start();
  await lifecycle.stop();
  first.release();
  await started;
  expect([said, lifecycle.isRunning]).toEqual([['ended'], false]);
});

test('one end that fails keeps no other from ending, and everything ends once', async () => {
  lifecycle.stops(say('ended'));
  lifecycle.stops(() => Promise.reject(new Error('no connection')));
  await Promise.all([lifecycle.stop(), lifecycle.stop()]);
  await lifecycle.stop();
  expect(said).toEqual(['ended']);
  expect(warned).toHaveLength(1);
});

test('the end is announced while everything goes on; then what repeats ends, and then all the rest', async () => {
  const grace = held();
  lifecycle.stops(() => {
    vi.advanceTimersByTime(100);
    said.push('ended');
  });
  lifecycle.every(10, say('turn'));
  lifecycle.announces(say('goodbye'));
  lifecycle.announces(() => grace.done);
  lifecycle.starts(() => void vi.advanceTimersByTime(100));
  await lifecycle.start();
  vi.advanceTimersByTime(10);
  const stopped = lifecycle.stop();
  await turns(9);
  vi.advanceTimersByTime(10);
  await turns(9);
  expect(said).toEqual(['turn', 'goodbye', 'turn']);
  grace.release();
  await stopped;
  expect(said.slice(3)).toEqual(['ended']);
});

test('a turn that comes while the one before goes on is left out, and its end is waited for', async () => {
  const work = held();
  lifecycle.stops(say('ended'));
  lifecycle.every(10, async () => {
    said.push('begun');
    await work.done;
    said.push('done');
  });
  await lifecycle.start();
  vi.advanceTimersByTime(30);
  const stopped = lifecycle.stop();
  await turns(9);
  expect(said).toEqual(['begun']);
  work.release();
  await stopped;
  expect(said).toEqual(['begun', 'done', 'ended']);
});

test('a repeated task that fails goes on, and says so once until it has gone well again', async () => {
  const outcomes = ['fails', 'fails', 'goes well', 'fails'];
  lifecycle.every(10, function lookAtSessions() {
    if (outcomes.shift() === 'fails') throw new Error('no connection');
  });
  await lifecycle.start();
  for (const left of [3, 2, 1, 0]) {
    vi.advanceTimersByTime(10);
    await turns(9);
    expect(outcomes).toHaveLength(left);
  }
  expect(warned).toHaveLength(2);
  expect(warned[0]).toMatchObject([{ work: 'lookAtSessions' }, expect.stringContaining('failed')]);
  await lifecycle.stop();
});
