import { expect, test } from 'vitest';
import { FairQueue } from '../../server/limits/fair-queue.ts';

/** A queue of one place, which `release` frees, and what went on in it, in order. */
const open = (options: { most?: number; each?: number; now?: () => number } = {}) => {
  const queue = new FairQueue({ width: 1, most: 100, each: 100, longestMs: 1_000, now: () => 0, ...options });
  const went: string[] = [];
  const turnedAway: string[] = [];
  const ends: (() => void)[] = [];
  const come = (name: string, lane: string, whose = name): void => {
    const work = () => new Promise<void>((resolve) => (went.push(name), ends.push(resolve)));
    void queue.pass({ lane, whose }, work).then((said) => said === 'full' && turnedAway.push(name));
  };
  const release = async (): Promise<void> => {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { queue, went, turnedAway, come, release };
};

test('SAFE-3 lanes have their turns one after another, however long one is', async () => {
  const { went, come, release } = open();
  for (let i = 0; i < 5; i += 1) come(`flood ${i}`, 'flood');
  come('one', 'one');
  come('two', 'two');
  for (let i = 0; i < 7; i += 1) await release();
  expect(went).toEqual(['flood 0', 'flood 1', 'one', 'two', 'flood 2', 'flood 3', 'flood 4']);
});

test('SAFE-3 a full queue makes room for a newcomer at the end of the longest lane', async () => {
  const { went, turnedAway, come, release } = open({ most: 3 });
  for (let i = 0; i < 5; i += 1) come(`flood ${i}`, 'flood');
  come('one', 'one');
  await release();
  expect(turnedAway).toEqual(['flood 4', 'flood 3']);
  for (let i = 0; i < 4; i += 1) await release();
  expect(went).toEqual(['flood 0', 'flood 1', 'one', 'flood 2']);
});

test('SAFE-3 nobody has more than so many in it, waiting or going on', async () => {
  const { went, turnedAway, come, release } = open({ each: 2 });
  for (let i = 0; i < 4; i += 1) come(`his ${i}`, `lane ${i}`, 'him');
  come('hers', 'lane', 'her');
  for (let i = 0; i < 3; i += 1) await release();
  expect(went).toEqual(['his 0', 'his 1', 'hers']);
  expect(turnedAway).toEqual(['his 2', 'his 3']);
  come('his again', 'lane', 'him');
  expect(went).toContain('his again');
});

test('P10 what waited too long is turned away, since nobody waits for it, and holds up nobody behind it', async () => {
  let now = 0;
  const { queue, went, turnedAway, come, release } = open({ now: () => now });
  come('first', 'a');
  come('late', 'b');
  now = 1_001;
  come('in time', 'c');
  await release();
  expect(went).toEqual(['first', 'in time']);
  expect(turnedAway).toEqual(['late']);
  await release();
  expect(queue.length).toBe(0);
  come('next', 'd');
  expect(went.at(-1)).toBe('next');
});
