import { describe, expect, it } from 'vitest';
import { authoritySettings } from '../../server/authority/settings.ts';
import { type Decision, decide } from '../../server/selection/machine.ts';
import type { SelectionRecord } from '../../server/selection/record.ts';
import { inputs, states } from './states.ts';

const settings = authoritySettings.parse({ hours: { open: '09:00', close: '22:00' }, timeZone: 'Asia/Shanghai' });
const at = (text: string): number => Date.parse(`2026-11-23T${text}+08:00`);
const chooser: SelectionRecord = { ...states.choosing.entered, verifyFrom: 0 };
const wordOf = (decision: Decision): string => (decision.verb === 'refuse' ? decision.refusal.code : decision.verb);

describe('HOURS-2 no verify or draw starts outside the hours', () => {
  it.each([
    ['08:59:59.999', 'poolClosed', 'poolClosed'],
    ['09:00:00.000', 'hold', 'draw'],
    ['21:59:59.999', 'hold', 'draw'],
    ['22:00:00.000', 'poolClosed', 'poolClosed'],
  ])('at %s: verify %s, draw %s', (time, verify, draw) => {
    expect(wordOf(decide(chooser, inputs.verify, at(time), settings))).toBe(verify);
    expect(wordOf(decide(chooser, inputs.draw, at(time), settings))).toBe(draw);
  });

  it('HOURS-1 names the opening that a refusal waits for, and holds exactly until then', () => {
    const decision = decide(chooser, inputs.draw, at('03:00:00.000'), settings);
    expect(decision).toMatchObject({ refusal: { notBefore: at('09:00:00.000') } });
    expect(decision.window.until).toBe(at('09:00:00.000'));
  });

  it('lets the store carry out what was decided before closing only before closing', () => {
    for (const input of [inputs.verify, inputs.draw]) {
      const decision = decide(chooser, input, at('21:59:59.000'), settings);
      expect(decision.window, input.kind).toEqual({ from: at('09:00:00.000'), until: at('22:00:00.000') });
    }
  });

  it('lets a countdown that runs at closing end by its own deadline', () => {
    const holding: SelectionRecord = { ...states.holding.live, deadline: at('22:00:30.000') };
    expect(wordOf(decide(holding, inputs.confirm, at('22:00:29.999'), settings))).toBe('confirm');
    expect(wordOf(decide(holding, inputs.confirm, at('22:00:30.000'), settings))).toBe('holdLapsed');
  });
});
