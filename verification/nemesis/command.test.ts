import { expect, test } from 'vitest';
import { chaos } from './command.ts';
import type { Fault, Findings } from './fault.ts';
import { faults } from './faults.ts';

const told = { problems: [], detail: { seen: 3 } };
const fault = (name: string, findings: Findings | Error, more: Partial<Fault> = {}): Fault => ({
  name,
  what: 'Nothing is done.',
  mustHold: 'Nothing.',
  rounds: { small: 2, reported: 50 },
  waits: false,
  play: async () => {
    if (findings instanceof Error) throw findings;
    return findings;
  },
  ...more,
});

/** Runs the command on faults that do no harm; answers its status and what it said. */
const run = async (args: string[], ...among: Fault[]) => {
  const [out, progress]: [string[], string[]] = [[], []];
  const status = await chaos(args, among, {
    out: (line) => void out.push(line),
    progress: (line) => void progress.push(line),
  });
  return { status, out, said: progress.join('\n') };
};

test('a fault that holds is a line of JSON with its figures, and ends with 0', async () => {
  const { status, out } = await run(['--seed', '7'], fault('tame', told));
  expect(status).toBe(0);
  const line = { fault: 'tame', rounds: 2, seed: 7, held: true, seconds: 0, detail: { seen: 3 }, problems: [] };
  expect(out.map((each): unknown => JSON.parse(each))).toEqual([line]);
});

test('a fault that does not hold is reported, ends with 1, and the others are played all the same', async () => {
  const broken = { problems: ['P1: a number has two owners'], detail: {} };
  const { status, out, said } = await run([], fault('broken', broken), fault('tame', told));
  expect(status).toBe(1);
  expect(said).toContain('Did not hold: broken.');
  expect(out.map((each): unknown => JSON.parse(each))).toMatchObject([
    { fault: 'broken', held: false, problems: broken.problems },
    { fault: 'tame', held: true },
  ]);
});

test('a fault that cannot be played does not hold', async () => {
  const { status, out } = await run([], fault('lame', new Error('no Redis')));
  expect(status).toBe(1);
  expect(JSON.parse(out[0] ?? '')).toMatchObject({ held: false, problems: [expect.stringContaining('no Redis')] });
});

test('those that mostly wait are played beside the others, which go one by one', async () => {
  let present: string[] = [];
  const met = new Set<string>();
  const playing = (name: string, waits: boolean) => {
    const play: Fault['play'] = async () => {
      present.push(name);
      await new Promise((resolve) => setImmediate(resolve));
      met.add(present.join(' '));
      await new Promise((resolve) => setImmediate(resolve));
      present = present.filter((each) => each !== name);
      return told;
    };
    return fault(name, told, { waits, play });
  };
  await run([], playing('w1', true), playing('b1', false), playing('w2', true), playing('b2', false));
  expect([...met].some((together) => together.includes('b1') && together.includes('w1 w2'))).toBe(true);
  expect([...met].filter((together) => together.includes('b1') && together.includes('b2'))).toEqual([]);
});

test('the counts are the small ones, the reported ones, or what is asked for', async () => {
  const rounds = async (...args: string[]) => {
    const { out } = await run(args, fault('tame', told));
    return out.map((line) => (JSON.parse(line) as { rounds: number }).rounds);
  };
  expect(await rounds()).toEqual([2]);
  expect(await rounds('--small')).toEqual([2]);
  expect(await rounds('--reported')).toEqual([50]);
  expect(await rounds('--reported', '--rounds', '9')).toEqual([9]);
});

test.each([
  [['node-kild'], /There is no fault node-kild; there are tame, other\./],
  [['tame', '--rounds', '0'], /--rounds takes a whole number from 1 on, not 0\./],
  [['--seed', 'x'], /--seed takes a whole number from 1 on, not x\./],
  [['--round', '3'], /Unknown option '--round'[\s\S]*npm run chaos/],
])('%j is refused with a sentence and ends with 2', async (args, sentence) => {
  const { status, out, said } = await run(args, fault('tame', told), fault('other', told));
  expect(status).toBe(2);
  expect(said).toMatch(sentence);
  expect(out).toEqual([]);
});

test('--list tells of every fault, and plays none', async () => {
  const { status, out } = await run(['--list'], ...faults);
  expect(status).toBe(0);
  expect(out.map((text) => text.split('\n')[0])).toEqual(faults.map(({ name }) => name));
  expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
});
