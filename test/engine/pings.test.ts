import { expect, test } from 'vitest';
import { Pings } from '../../server/engine/pings.ts';

test('P10 a ping every half second goes on for ever, and others’ pings are nobody else’s', () => {
  const pings = new Pings();
  const [mine, another] = [{}, {}];
  for (let now = 0; now < 600_000; now += 500) expect(pings.areTooMany(mine, now)).toBe(false);
  for (let nth = 0; nth < 20; nth += 1) expect(pings.areTooMany(another, 0)).toBe(false);
  expect(pings.areTooMany(another, 0)).toBe(true);
  expect(pings.areTooMany(mine, 600_000)).toBe(false);
});

test('P10 a flood is too many after some twenty', () => {
  const pings = new Pings();
  const one = {};
  const answers = Array.from({ length: 100 }, (_, ms) => pings.areTooMany(one, ms / 100));
  expect(answers.indexOf(true)).toBe(20);
  expect(answers.slice(20)).not.toContain(false);
});
