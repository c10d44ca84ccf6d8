import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HoldToken } from '../../protocol/ids.ts';
import { type Decision, decide, type Input } from '../../server/selection/machine.ts';
import { readAt } from '../../server/selection/reading.ts';
import { freshRecord, type SelectionRecord } from '../../server/selection/record.ts';
import { FOREIGN, inputs, NOW, settings, TERMS } from './states.ts';

const kinds = Object.values(inputs).map(({ kind }) => kind);
/** Otherwise hardly a history would get as far as a reserved number. */
const mostly = fc.constantFrom(true, true, true, false);
/** One input: after a pause, with the newest token or another, the right digest or another, and luck with the store. */
const step = fc.record({
  pause: fc.constantFrom(0, 0, 0, 1, 999, 8_000, 59_999, 60_000, 90_000, 180_000, 3e8),
  kind: fc.constantFrom(...kinds, 'verify' as const, 'confirm' as const, 'requestCode' as const, 'enterCode' as const),
  own: mostly,
  right: mostly,
  lucky: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const tokenOf = (nth: number): HoldToken => `token-${String(nth).padStart(16, '0')}` as HoldToken;

const inputOf = ({ kind, own, right }: Step, record: SelectionRecord, nth: number, now: number): Input => {
  const input = inputs[kind];
  if (!('token' in input)) return input;
  if (input.kind === 'verify' || input.kind === 'draw') return { ...input, token: tokenOf(nth) };
  const token = own && 'token' in record ? record.token : FOREIGN;
  if (input.kind === 'requestCode') return { ...input, token, digest: `code-${nth}` };
  if (!('digest' in input)) return { ...input, token };
  const sent = record.stage === 'confirming' ? record.code.digest : null;
  const digest = right && sent !== null ? sent : 'wrong';
  if (input.kind !== 'enterCode') return { ...input, token, digest };
  return { ...input, token, digest, terms: { ...TERMS, collectBy: now + 2e8, bannedUntil: now + 6e10 } };
};

/** The record that the store would keep; the very same one where nothing is to be changed, or luck fails. */
const recordAfter = (record: SelectionRecord, decision: Decision, lucky: boolean): SelectionRecord => {
  if (decision.verb === 'hold') return lucky ? decision.ifHeld : decision.ifTaken;
  if (decision.verb === 'draw' && !lucky) return record;
  return 'next' in decision ? decision.next : record;
};

type Move = {
  readonly before: SelectionRecord;
  readonly decision: Decision;
  readonly input: Input;
  readonly after: SelectionRecord;
  readonly now: number;
};

const play = (steps: readonly Step[]): Move[] => {
  let [record, now]: [SelectionRecord, number] = [freshRecord(settings), NOW];
  return steps.map((next, nth) => {
    now += next.pause;
    const before = record;
    const input = inputOf(next, before, nth, now);
    const decision = decide(before, input, now, settings);
    record = recordAfter(before, decision, next.lucky);
    return { before, input, decision, after: record, now };
  });
};

/** Checks something about every move of many histories. */
const always = (check: (move: Move) => void): void => {
  const met = new Set<string>();
  const property = fc.property(fc.array(step, { minLength: 30, maxLength: 80, size: 'max' }), (steps) => {
    for (const move of play(steps)) {
      met.add(move.after.stage);
      check(move);
    }
  });
  fc.assert(property, { seed: 20160104, numRuns: 250 });
  // The histories go everywhere.
  expect(met).toEqual(new Set(['choosing', 'holding', 'picking', 'confirming', 'reserved', 'registered']));
};

test('COMP-1 DRAW-1 until one begins anew, tries and draws never grow and are never negative', () => {
  always(({ before, after, input }) => {
    if (input.kind === 'beginAnew') return;
    expect(after.triesLeft).toBeLessThanOrEqual(before.triesLeft);
    expect(after.drawsLeft).toBeLessThanOrEqual(before.drawsLeft);
    expect(Math.min(after.triesLeft, after.drawsLeft)).toBeGreaterThanOrEqual(0);
  });
});

test('COMP-6 only a taken or held number costs a try, and only a draw costs a draw', () => {
  always(({ before, after, decision, input }) => {
    if (input.kind === 'beginAnew') return;
    if (decision.verb !== 'hold') expect(after.triesLeft).toBe(before.triesLeft);
    else if (after.stage === 'choosing') expect(after.triesLeft).toBe(before.triesLeft - 1);
    if (after.drawsLeft !== before.drawsLeft) {
      expect([decision.verb, after.stage]).toEqual(['draw', 'picking']);
      expect(after.drawsLeft).toBe(before.drawsLeft - 1);
    }
  });
});

test('COMP-7 once a composed number was held no try is left, whatever becomes of it', () => {
  always(({ after }) => {
    if (after.stage === 'holding' || ('way' in after && after.way === 'compose')) expect(after.triesLeft).toBe(0);
  });
});

test('COMP-5 no verification is allowed before the interval since the last one is over', () => {
  always(({ before, decision, now }) => {
    if (decision.verb !== 'hold') return;
    expect(before.verifyFrom).not.toBeNull();
    expect(now).toBeGreaterThanOrEqual(before.verifyFrom ?? Infinity);
  });
});

test('P3 a deadline begins with a hold or a confirm and never moves otherwise', () => {
  always(({ before, after, decision, now }) => {
    if (!('deadline' in after)) return;
    if (decision.verb === 'hold') expect(after.deadline).toBe(now + 60_000);
    else if (decision.verb === 'draw' && after !== before) expect(after.deadline).toBe(now + 90_000);
    else if (decision.verb === 'confirm') expect(after.deadline).toBe(now + 180_000);
    else expect(before).toMatchObject({ deadline: after.deadline, token: after.token });
  });
});

test('P3 after its deadline a hold confirms, releases and reserves nothing', () => {
  always(({ before, decision, now }) => {
    if (!['confirm', 'release', 'reserve'].includes(decision.verb)) return;
    expect('deadline' in before && now < before.deadline).toBe(true);
  });
});

test('choosing and registered know no token, and read the same at any instant', () => {
  always(({ after, now }) => {
    if (after.stage !== 'choosing' && after.stage !== 'registered') return;
    expect(after).not.toHaveProperty('token');
    expect(readAt(after, now + 1e12, settings).record).toBe(after);
  });
});

test('DONE-3 DONE-4 a number is registered while its reservation stands, and never after', () => {
  const words = new Set<string>();
  always(({ before, decision, input, now }) => {
    if (input.kind !== 'collect' || before.stage !== 'reserved') return;
    words.add(decision.verb);
    expect(decision.verb).toBe(now < before.collectBy ? 'register' : 'refuse');
  });
  expect(words).toEqual(new Set(['register', 'refuse']));
});

test('DONE-4 one begins anew only after a missed day', () => {
  let begun = 0;
  always(({ before, after, decision, input, now }) => {
    if (input.kind !== 'beginAnew' || decision.verb !== 'note') return;
    begun += 1;
    expect(before.stage === 'reserved' && now >= before.collectBy).toBe(true);
    expect(after).toEqual(freshRecord(settings));
  });
  expect(begun).toBeGreaterThan(0);
});

test('a refusal changes nothing, save that a wrong code uses up an entry', () => {
  always(({ before, after, decision }) => {
    if (decision.verb === 'refuse' || decision.verb === 'stay') expect(after).toBe(before);
    if (decision.verb === 'note' && decision.refusal !== undefined) expect(decision.refusal.code).toBe('codeWrong');
  });
});

test('SMS-2 a code is one of this hold, is entered 5 times at most, and is sent once in 60 seconds', () => {
  always(({ before, after, decision, input, now }) => {
    if (decision.verb === 'confirm') expect(after).toMatchObject({ code: { digest: null, entriesLeft: 5 } });
    if (after.stage !== 'confirming' || before.stage !== 'confirming') return;
    expect(after.code.entriesLeft).toBeGreaterThanOrEqual(0);
    expect(after.code.entriesLeft).toBeLessThanOrEqual(5);
    if (input.kind !== 'requestCode' || decision.verb !== 'note') return;
    if (before.code.sentAt !== null) expect(now - before.code.sentAt).toBeGreaterThanOrEqual(60_000);
    expect(after.code.expiresAt).toBeLessThanOrEqual(Math.min(now + 180_000, after.deadline));
  });
});

test('SMS-2 a number is reserved only by the code last sent for its own hold, while that code lives', () => {
  always(({ before, decision, input, now }) => {
    if (decision.verb !== 'reserve') return;
    expect(before).toMatchObject({ stage: 'confirming', token: decision.token });
    if (before.stage !== 'confirming' || input.kind !== 'enterCode') throw new Error('reserved by something else');
    expect(input).toMatchObject({ token: before.token, digest: before.code.digest });
    expect(before.code.entriesLeft).toBeGreaterThan(0);
    expect(now).toBeLessThan(before.code.expiresAt);
  });
});

test('DRAW-3 SMS-3 when a countdown ends, one chooses on with the draws and tries that were left', () => {
  always(({ after }) => {
    if (!('deadline' in after)) return;
    const { record } = readAt(after, after.deadline, settings);
    expect(record).toEqual({
      stage: 'choosing',
      triesLeft: after.triesLeft,
      drawsLeft: after.drawsLeft,
      round: after.round,
      verifyFrom: after.verifyFrom,
    });
  });
});
