import { expect, test } from 'vitest';
import { type Answer, Answers } from './answers.ts';

const WELL = 1_000;
const given = (...answers: (Partial<Answer> & Pick<Answer, 'left' | 'came'>)[]): Answers => {
  const all = new Answers();
  for (const answer of answers) all.take({ client: 'demo1', node: 'node-1.1', code: undefined, ...answer });
  return all;
};
const unknown = { code: 'outcomeUnknown' };

test.each([
  ['nobody was answered', [], undefined],
  ['all was decided before', [{ left: 900, came: 990 }], undefined],
  ['what had left before is decided', [{ left: 900, came: 1_050 }], 50],
  ['nobody asks for long', [{ left: 5_000, came: 5_020 }], 20],
  [
    'what had left before is unknown',
    [
      { left: 900, came: 1_400, ...unknown },
      { left: 1_450, came: 1_460 },
    ],
    10,
  ],
  [
    'it still fails for a while',
    [
      { left: 1_100, came: 1_300, ...unknown },
      { left: 1_500, came: 1_510 },
    ],
    300,
  ],
  [
    'one line of it fails on',
    [
      { left: 1_010, came: 1_020 },
      { left: 1_100, came: 1_900, ...unknown },
    ],
    900,
  ],
  ['another node answers', [{ left: 1_010, came: 1_020, node: 'node-2.1' }], undefined],
  ['it refuses by itself', [{ left: 1_010, came: 1_020, code: 'tooManyRequests' }], undefined],
])('P4 how long a node does not serve, where %s', (_, answers, expected) => {
  expect(given(...answers).servesAfter('node-1.1', WELL)).toBe(expected);
});

test('SAFE-1 who was told "unknown" is owed an answer until he has one', () => {
  const answers = given({ left: 1, came: 2, ...unknown }, { left: 3, came: 4, client: 'demo2' });
  expect([answers.owes('demo1'), answers.owes('demo2')]).toEqual([true, false]);
  answers.take({ client: 'demo1', node: 'node-1.1', code: 'holdLapsed', left: 5, came: 6 });
  expect(answers.owes('demo1')).toBe(false);
  expect(answers.counts).toEqual({ decided: 2, unknown: 1 });
});

test('P4 an answer from a Redis that stands still is found', () => {
  const answers = given({ left: 10, came: 20 }, { left: 90, came: 110 }, { left: 30, came: 40, ...unknown });
  expect([answers.decidedWithin(5, 100), answers.decidedWithin(50, 100)]).toEqual([1, 0]);
  expect([answers.unknownSince(30), answers.unknownSince(31)]).toEqual([1, 0]);
});
