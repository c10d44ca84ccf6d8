import fc from 'fast-check';
import { expect, test } from 'vitest';
import { authoritySettings } from '../../server/authority/settings.ts';
import { type Decision, decide } from '../../server/selection/machine.ts';
import type { SelectionRecord } from '../../server/selection/record.ts';
import { anyInput, anyRecord, LAST_INSTANT } from './arbitrary.ts';
import { settings as usual } from './states.ts';

/** An interval shorter than the instants that are tried: it counts from the opening too. */
const INTERVAL = { verifyIntervalSeconds: 0.005 };
const settings = { ...usual, ...INTERVAL };

const INSTANTS = [...Array(LAST_INSTANT + 2).keys()];

/** A decision with its window, as a text without the instants that it counts from `now`. */
const gistOf = (decision: Decision): string => {
  const ways =
    decision.verb === 'hold' ? [decision.ifHeld, decision.ifTaken] : 'next' in decision ? [decision.next] : [];
  return JSON.stringify({ ...decision, next: ways.map(withoutInstants), ifHeld: null, ifTaken: null });
};
const withoutInstants = (record: SelectionRecord): object => ({
  stage: record.stage,
  triesLeft: record.triesLeft,
  drawsLeft: record.drawsLeft,
  round: record.round,
  entriesLeft: 'code' in record ? record.code.entriesLeft : null,
});

const wordOf = (decision: Decision): string => (decision.verb === 'refuse' ? decision.refusal.code : decision.verb);

test('P3 a decision’s window is exactly the span in which it is decided so', () => {
  const words = new Set<string>();
  const property = fc.property(anyRecord, anyInput, fc.nat(LAST_INSTANT), (record, input, now) => {
    const decision = decide(record, input, now, settings);
    words.add(wordOf(decision));
    const { from, until } = decision.window;
    expect(now >= from && now < until).toBe(true);
    const gist = gistOf(decision);
    const wrong = INSTANTS.filter((instant) => {
      const inside = instant >= from && instant < until;
      return (gistOf(decide(record, input, instant, settings)) === gist) !== inside;
    });
    expect(wrong).toEqual([]);
  });
  fc.assert(property, { seed: 20160102, numRuns: 3_000 });

  // Every word of the machine was met on the way.
  const verbs = ['stay', 'note', 'hold', 'draw', 'confirm', 'release', 'reserve', 'register'];
  const quotas = ['noTriesLeft', 'noDrawsLeft', 'layoutUnknown', 'coolingDown', 'wrongStage'];
  const holds = ['holdNotYours', 'holdLapsed', 'codeNotRequested', 'codeTooSoon', 'codeDead'];
  expect([...verbs, ...quotas, ...holds].filter((word) => !words.has(word))).toEqual([]);
});

/** Eight in the morning in Shanghai, in the middle of the instants that a test tries. */
const EDGE = 86_400_000;
const SHIFT = EDGE - LAST_INSTANT / 2;
const instants = /^(verifyFrom|deadline|sentAt|expiresAt|resendFrom|reservedAt|collectBy|bannedUntil|registeredAt)$/;
const shifted = (record: SelectionRecord): SelectionRecord =>
  JSON.parse(JSON.stringify(record), (key, value: unknown) =>
    instants.test(key) && typeof value === 'number' ? value + SHIFT : value,
  ) as SelectionRecord;

test.each([
  ['opens', { open: '08:00', close: '22:00' }, ['draw', 'hold', 'poolClosed']],
  ['closes', { open: '00:01', close: '08:00' }, ['draw', 'hold', 'poolClosed']],
])(
  'HOURS-2 P3 where the pool %s, a decision’s window is exactly the span in which it is decided so',
  (_, hours, all) => {
    const words = new Set<string>();
    const kept = authoritySettings.parse({ hours, timeZone: 'Asia/Shanghai', ...INTERVAL });
    const property = fc.property(anyRecord, anyInput, fc.nat(LAST_INSTANT), (record, input, pause) => {
      const [there, now] = [shifted(record), SHIFT + pause];
      const decision = decide(there, input, now, kept);
      words.add(wordOf(decision));
      const { from, until } = decision.window;
      const gist = gistOf(decision);
      const wrong = INSTANTS.filter((each) => {
        const instant = SHIFT + each;
        return (gistOf(decide(there, input, instant, kept)) === gist) !== (instant >= from && instant < until);
      });
      expect(wrong).toEqual([]);
    });
    fc.assert(property, { seed: 20160105, numRuns: 1_000 });
    expect(all.filter((word) => !words.has(word))).toEqual([]);
  },
);

test('doing nothing gives no next record: the very same one stays', () => {
  const property = fc.property(anyRecord, anyInput, fc.nat(LAST_INSTANT), (record, input, now) => {
    const before = structuredClone(record);
    const decision = decide(record, input, now, settings);
    expect(record).toEqual(before);
    if (decision.verb === 'stay' || decision.verb === 'refuse') expect(decision).not.toHaveProperty('next');
  });
  fc.assert(property, { seed: 20160103, numRuns: 1_000 });
});
