import { describe, expect, it } from 'vitest';
import { authoritySettings } from '../../server/authority/settings.ts';
import { type Decision, decide, type Input } from '../../server/selection/machine.ts';
import type { SelectionRecord } from '../../server/selection/record.ts';
import { inputs, states } from './states.ts';

const settings = authoritySettings.parse({ hours: { open: '09:00', close: '22:00' }, timeZone: 'Asia/Shanghai' });
const at = (text: string): number => Date.parse(`2026-11-23T${text}+08:00`);
const chooser: SelectionRecord = { ...states.choosing.entered, verifyFrom: 0 };
const wordOf = (decision: Decision): string => (decision.verb === 'refuse' ? decision.refusal.code : decision.verb);

describe('HOURS-2 no verify or draw starts outside the hours', () => {
  it.each([
    ['08:59:59.999', 'poolClosed', 'poolClosed'],
    ['09:00:00.000', 'coolingDown', 'draw'],
    ['09:00:07.999', 'coolingDown', 'draw'],
    ['09:00:08.000', 'hold', 'draw'],
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
    const windowOf = (input: Input) => decide(chooser, input, at('21:59:59.000'), settings).window;
    expect(windowOf(inputs.verify)).toEqual({ from: at('09:00:08.000'), until: at('22:00:00.000') });
    expect(windowOf(inputs.draw)).toEqual({ from: at('09:00:00.000'), until: at('22:00:00.000') });
  });

  it('COMP-5 the first interval counts from the opening, and says until when', () => {
    const decision = decide(chooser, inputs.verify, at('09:00:01.000'), settings);
    expect(decision).toMatchObject({ refusal: { code: 'coolingDown', notBefore: at('09:00:08.000') } });
    expect(decision.window).toEqual({ from: at('09:00:00.000'), until: at('09:00:08.000') });
  });

  it('COMP-5 of a block that opens during the hours the interval counts from its opening, and of others it does not', () => {
    const ofNewBlock = { ...inputs.verify, openedAt: at('10:00:00.000') };
    expect(wordOf(decide(chooser, ofNewBlock, at('10:00:07.999'), settings))).toBe('coolingDown');
    expect(wordOf(decide(chooser, ofNewBlock, at('10:00:08.000'), settings))).toBe('hold');
    expect(wordOf(decide(chooser, inputs.verify, at('10:00:00.000'), settings))).toBe('hold');
  });

  it('COMP-5 DRAW-1 no captcha from before the opening serves', () => {
    const ofNewBlock = { ...inputs.verify, openedAt: at('10:00:00.000') };
    const from = (input: Input) => decide(chooser, input, at('10:00:08.000'), settings);
    expect(from(inputs.verify)).toMatchObject({ captchaFrom: at('09:00:00.000') });
    expect(from(inputs.draw)).toMatchObject({ captchaFrom: at('09:00:00.000') });
    expect(from(ofNewBlock)).toMatchObject({ captchaFrom: at('10:00:00.000') });
  });

  it('lets a countdown that runs at closing end by its own deadline', () => {
    const holding: SelectionRecord = { ...states.holding.live, deadline: at('22:00:30.000') };
    expect(wordOf(decide(holding, inputs.confirm, at('22:00:29.999'), settings))).toBe('confirm');
    expect(wordOf(decide(holding, inputs.confirm, at('22:00:30.000'), settings))).toBe('holdLapsed');
  });
});
