import { describe, expect, it } from 'vitest';
import { demoName } from '../../client/pages/lobby/demo-name.ts';

describe('a demo applicant’s name', () => {
  it('is any of the accounts, the first and the last included', () => {
    const range = { first: 'demo00098', last: 'demo00102' };
    expect(demoName(range, 0)).toBe('demo00098');
    expect(demoName(range, 0.45)).toBe('demo00100');
    expect(demoName(range, 0.999999)).toBe('demo00102');
  });

  it('is written as long as it needs where the accounts are not padded', () => {
    expect(demoName({ first: 'demo1', last: 'demo120' }, 0.999999)).toBe('demo120');
  });
});
