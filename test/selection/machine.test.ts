import { describe, expect, test } from 'vitest';
import { type Decision, decide, type Input } from '../../server/selection/machine.ts';
import { readAt } from '../../server/selection/reading.ts';
import type { SelectionRecord } from '../../server/selection/record.ts';
import { FOREIGN, inputs, NOW, PLATE, settings, states } from './states.ts';
import { type Expected, table } from './transition-table.ts';

const decideNow = (record: SelectionRecord, input: Input): Decision => decide(record, input, NOW, settings);
const wordOf = (decision: Decision): Expected => (decision.verb === 'refuse' ? decision.refusal.code : decision.verb);

type Case = { readonly state: string; readonly record: SelectionRecord };
const cases: Case[] = Object.entries(states).flatMap(([stage, moments]) =>
  Object.entries<SelectionRecord>(moments).map(([moment, record]) => ({ state: `${stage} ${moment}`, record })),
);
const rows = new Map<string, object>(
  Object.entries(table).flatMap(([stage, moments]) =>
    Object.entries(moments).map(([moment, row]) => [`${stage} ${moment}`, row] as const),
  ),
);

describe.each(cases)('$state', ({ state, record }) => {
  test('FLOW-2 every input has the outcome of the table', () => {
    const outcomes = Object.values(inputs).map((input) => [input.kind, wordOf(decideNow(record, input))] as const);
    expect(Object.fromEntries(outcomes)).toEqual(rows.get(state));
  });

  test('P10 a token of another hold is told apart from one’s own, and changes nothing', () => {
    const hasHold = 'deadline' in record && record.deadline > NOW;
    for (const input of Object.values(inputs)) {
      if (!('token' in input) || input.kind === 'verify' || input.kind === 'draw') continue;
      expect(wordOf(decideNow(record, { ...input, token: FOREIGN }))).toBe(hasHold ? 'holdNotYours' : 'wrongStage');
    }
  });
});

test('COMP-5 entering for the first time starts the interval before verify', () => {
  const decision = decideNow(states.choosing.fresh, inputs.enterCompose);
  expect(decision).toMatchObject({ verb: 'note', next: { verifyFrom: NOW + 8_000, round: 0, triesLeft: 20 } });
});

test('COMP-5 a verify in the cooldown is told from when it can help', () => {
  const decision = decideNow(states.choosing.coolingDown, inputs.verify);
  expect(decision).toMatchObject({ verb: 'refuse', refusal: { retry: 'later', notBefore: NOW + 1 } });
});

test('COMP-6 taken uses one try, starts the interval again and changes the keyboard', () => {
  const { stage, triesLeft, round, drawsLeft } = states.choosing.entered;
  expect(decideNow(states.choosing.entered, inputs.verify)).toMatchObject({
    verb: 'hold',
    ifTaken: { stage, triesLeft: triesLeft - 1, drawsLeft, round: round + 1, verifyFrom: NOW + 8_000 },
  });
});

test('COMP-7 held ends self-compose, and gives 60 seconds to confirm', () => {
  expect(decideNow(states.choosing.entered, inputs.verify)).toMatchObject({
    verb: 'hold',
    ifHeld: { stage: 'holding', triesLeft: 0, drawsLeft: 7, plate: PLATE, token: FOREIGN, deadline: NOW + 60_000 },
  });
});

test('COMP-7 a composed number that is given up leaves no try', () => {
  const decision = decideNow(states.holding.live, inputs.release);
  expect(decision).toMatchObject({ verb: 'release', next: { stage: 'choosing', triesLeft: 0, drawsLeft: 7 } });
});

test('DRAW-1 DRAW-2 a draw uses one chance and holds five numbers for 90 seconds', () => {
  expect(decideNow(states.choosing.entered, inputs.draw)).toMatchObject({
    verb: 'draw',
    count: 5,
    next: { stage: 'picking', drawsLeft: 6, triesLeft: 15, token: FOREIGN, deadline: NOW + 90_000 },
  });
});

test('DRAW-3 drawn numbers that are given up leave the tries and the other draws', () => {
  const { triesLeft, drawsLeft } = states.picking.live;
  const decision = decideNow(states.picking.live, inputs.release);
  expect(decision).toMatchObject({ verb: 'release', next: { stage: 'choosing', triesLeft, drawsLeft } });
});

test.each([
  ['compose', states.holding.live],
  ['draw', states.picking.live],
] as const)('SMS-1 confirming after %s starts a countdown of 180 seconds without a code', (way, record) => {
  const decision = decideNow(record, inputs.confirm);
  expect(decision).toMatchObject({ verb: 'confirm', next: { stage: 'confirming', way, deadline: NOW + 180_000 } });
  expect(decision).toMatchObject({ next: { code: { digest: null, sentAt: null, resendFrom: 0, entriesLeft: 5 } } });
});

test('FLOW-2 a number that is not among those held is not confirmed', () => {
  for (const record of [states.holding.live, states.picking.live]) {
    expect(wordOf(decideNow(record, { ...inputs.confirm, keep: undefined }))).toBe('plateNotInHold');
  }
});

test('SMS-2 a code lives no longer than its hold, has 5 entries, and the next waits 60 seconds', () => {
  const { deadline } = states.confirming.withoutCode;
  expect(decideNow(states.confirming.withoutCode, inputs.requestCode)).toMatchObject({
    verb: 'note',
    next: {
      deadline,
      code: { digest: 'newer', sentAt: NOW, expiresAt: deadline, resendFrom: NOW + 60_000, entriesLeft: 5 },
    },
  });
});

test('SMS-2 three codes are sent for one hold and no more, whoever asks again and however late', () => {
  let record: SelectionRecord = { ...states.confirming.withoutCode, deadline: NOW + 3_600_000 };
  for (const sent of [1, 2, 3]) {
    const at = NOW + sent * 60_000;
    const decision = decide(record, inputs.requestCode, at, settings);
    expect(decision).toMatchObject({ verb: 'note', next: { code: { sent, sentAt: at } } });
    if (decision.verb !== 'note') return;
    record = decision.next;
  }
  expect(wordOf(decide(record, inputs.requestCode, NOW + 240_000, settings))).toBe('noCodesLeft');
  expect(wordOf(decide(record, inputs.requestCode, NOW + 3_599_999, settings))).toBe('noCodesLeft');
});

test('SMS-4 a code that the gateway did not take is none of the three', () => {
  const { code } = states.confirming.lastCode;
  const decision = decideNow(states.confirming.lastCode, inputs.codeNotSent);
  expect(decision).toMatchObject({ verb: 'note', next: { code: { digest: null, sent: code.sent - 1 } } });
});

test('SMS-2 a code lives 180 seconds at most', () => {
  const decision = decide(states.confirming.withoutCode, inputs.requestCode, NOW, {
    ...settings,
    codeLifeSeconds: 0.0005,
  });
  expect(decision).toMatchObject({ next: { code: { expiresAt: NOW + 0.5 } } });
});

test('SMS-2 a wrong entry uses up an entry and no more, until none is left', () => {
  let record: SelectionRecord = states.confirming.liveCode;
  for (const entriesLeft of [4, 3, 2, 1, 0]) {
    const decision = decideNow(record, { ...inputs.enterCode, digest: 'wrong' });
    const { code } = states.confirming.liveCode;
    expect(decision).toMatchObject({ verb: 'note', refusal: { code: 'codeWrong', entriesLeft } });
    if (decision.verb !== 'note') return;
    expect(decision.next).toEqual({ ...states.confirming.liveCode, code: { ...code, entriesLeft } });
    record = decision.next;
  }
  expect(wordOf(decideNow(record, inputs.enterCode))).toBe('codeDead');
});

test('SMS-4 only the code that was not sent is taken back, and the next may follow at once', () => {
  expect(decideNow(states.confirming.liveCode, inputs.codeNotSent)).toMatchObject({
    next: { code: { digest: null, resendFrom: 0, entriesLeft: 5 } },
  });
  expect(wordOf(decideNow(states.confirming.liveCode, { ...inputs.codeNotSent, digest: 'earlier' }))).toBe('stay');
});

test('DONE-1 the right code reserves the number with its last day', () => {
  expect(decideNow(states.confirming.liveCode, inputs.enterCode)).toMatchObject({
    verb: 'reserve',
    next: {
      stage: 'reserved',
      plate: PLATE,
      way: 'compose',
      reservedAt: NOW,
      lastDay: '2015-12-16',
      lastDayProvisional: false,
    },
  });
});

test('DONE-3 a plate that is handed over is final', () => {
  expect(decideNow(states.reserved.live, inputs.collect)).toMatchObject({
    verb: 'register',
    next: { stage: 'registered', plate: PLATE, way: 'compose', registeredAt: NOW },
  });
});

test('ELIG-4 where the ban was lifted a missed vehicle begins anew at once, and no other does', () => {
  const decision = decideNow(states.reserved.missed, inputs.beginAnew);
  expect(decision).toEqual({ verb: 'note', window: { from: NOW, until: NOW + 1 }, next: states.choosing.fresh });
});

test('DONE-4 a reservation that was not collected is missed from its last day’s end until the ban’s', () => {
  const { collectBy, bannedUntil } = states.reserved.missed;
  const read = (now: number) => readAt(states.reserved.missed, now, settings).record;
  expect(read(collectBy - 1)).toBe(states.reserved.missed);
  expect(read(collectBy)).toMatchObject({ stage: 'missed', plate: PLATE, bannedUntil });
  expect(read(bannedUntil - 1).stage).toBe('missed');
  expect(read(bannedUntil)).toEqual(states.choosing.fresh);
});
