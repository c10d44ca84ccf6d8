import { expect, test } from 'vitest';
import { selectionId } from '../../protocol/ids.ts';
import { KeyBudget } from '../../server/limits/key-budget.ts';

const [anna, ben] = [selectionId.parse('anna'), selectionId.parse('ben')];

test('LIVE-4 keys beyond the budget of a selection are refused until one is there again, and others are not concerned', () => {
  const budget = new KeyBudget(2);
  expect([budget.spend(anna, 0), budget.spend(anna, 0), budget.spend(anna, 0)]).toEqual([null, null, 500]);
  expect(budget.spend(ben, 0)).toBe(null);
  expect([budget.spend(anna, 499), budget.spend(anna, 500)]).toEqual([500, null]);
});

test('LIVE-4 without a budget every key is answered', () => {
  const budget = new KeyBudget(null);
  const answers = Array.from({ length: 1_000 }, () => budget.spend(anna, 0));
  expect(new Set(answers)).toEqual(new Set([null]));
});

test('LIVE-4 a selection that has left is forgotten', () => {
  const budget = new KeyBudget(1);
  budget.spend(anna, 0);
  budget.forget(anna);
  expect(budget.spend(anna, 0)).toBe(null);
});
