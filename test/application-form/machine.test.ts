import { describe, expect, test } from 'vitest';
import { selectionId } from '../../protocol/ids.ts';
import type { RefusalCode } from '../../protocol/refusals.ts';
import { decide, type FormInput } from '../../server/application-form/machine.ts';
import type { ApplicationAt, ApplicationRecord } from '../../server/application-form/record.ts';
import { noCode } from '../../server/codes/issued-code.ts';
import { mobileOf, vinOf } from '../../verification/actors/citizens.ts';

const limits = { codeLifeSeconds: 180, codeResendSeconds: 60, codeEntries: 5 };
const T = 1_800_000_000_000;
const details = {
  vin: vinOf(1),
  invoiceCode: '123456789012',
  invoiceNumber: '12345678',
  address: '唐山市路南区新华道1号',
  contactName: '张三',
  contactMobile: mobileOf(1),
};
const selection = selectionId.parse('v-1');

const STAGES = ['notice', 'details', 'review', 'reviewWithCode', 'complete'] as const;
type Stage = (typeof STAGES)[number];
const review: ApplicationAt<'review'> = { stage: 'review', details, model: '轿车', form: 'f1', code: noCode(limits) };
const code = { digest: 'right', sentAt: T, expiresAt: T + 180_000, resendFrom: T + 60_000, entriesLeft: 5 };
const RECORDS: { readonly [S in Stage]: ApplicationRecord } = {
  notice: { stage: 'notice' },
  details: { stage: 'details', details: null, resendFrom: 0 },
  review,
  reviewWithCode: { ...review, code },
  complete: { stage: 'complete', selection, vin: vinOf(1), model: '轿车', completedAt: T },
};

const INPUTS = {
  acceptNotice: { kind: 'acceptNotice' },
  enterDetails: { kind: 'enterDetails', details, form: 'f2', found: { model: '轿车' } },
  enterOthers: { kind: 'enterDetails', details, form: 'f2', found: { code: 'vehicleNotYours', field: 'vin' } },
  goBack: { kind: 'goBack' },
  requestCode: { kind: 'requestCode', digest: 'new' },
  codeNotSent: { kind: 'codeNotSent', digest: 'right' },
  enterRight: { kind: 'enterCode', digest: 'right', found: { model: '轿车', selection } },
  enterWrong: { kind: 'enterCode', digest: 'wrong', found: { model: '轿车', selection } },
  enterRightBanned: { kind: 'enterCode', digest: 'right', found: { code: 'banned', facts: { until: T + 1 } } },
} as const satisfies Record<string, FormInput>;
type InputName = keyof typeof INPUTS;

/** The stage that follows, or the refusal; a refusal that changes something stands behind the stage. */
type Cell = Stage | RefusalCode | readonly [Stage, RefusalCode];
type Row<S extends readonly unknown[]> = { readonly [N in keyof S]: Cell };
const NO = 'wrongStage';

/** What follows each input in each of the stages: a new one of either does not compile until it is decided. */
const TABLE: Record<InputName, Row<typeof STAGES>> = {
  acceptNotice: ['details', NO, NO, NO, 'details'],
  enterDetails: [NO, 'review', NO, NO, NO],
  enterOthers: [NO, 'vehicleNotYours', NO, NO, NO],
  goBack: [NO, NO, 'details', 'details', NO],
  requestCode: [NO, NO, 'reviewWithCode', 'codeTooSoon', NO],
  codeNotSent: [NO, NO, 'review', 'review', NO],
  enterRight: [NO, NO, 'codeNotRequested', 'complete', NO],
  enterWrong: [NO, NO, 'codeNotRequested', ['reviewWithCode', 'codeWrong'], NO],
  enterRightBanned: [NO, NO, 'codeNotRequested', ['review', 'banned'], NO],
};

const stageOf = (record: ApplicationRecord): Stage =>
  record.stage === 'review' && record.code.digest !== null ? 'reviewWithCode' : record.stage;

describe.each(STAGES.map((stage, column) => [stage, column] as const))('FLOW-1 from %s', (stage, column) => {
  test.each(Object.keys(INPUTS) as InputName[])('%s', (name) => {
    const record = RECORDS[stage];
    const cell = TABLE[name][column];
    const { next, refusal } = decide(record, INPUTS[name], T + 1, limits);
    if (typeof cell !== 'string') expect([stageOf(next), refusal?.code]).toEqual(cell);
    else if (cell in RECORDS) expect([stageOf(next), refusal]).toEqual([cell, undefined]);
    else {
      expect(refusal?.code).toBe(cell);
      expect(next).toBe(record);
    }
  });
});

const coded = RECORDS.reviewWithCode;

test('FLOW-1 going back keeps what was typed, and voids the code that was sent', () => {
  const { next: back } = decide(coded, INPUTS.goBack, T + 1, limits);
  expect(back).toEqual({ stage: 'details', details, resendFrom: T + 60_000 });
  const { next: again } = decide(back, INPUTS.enterDetails, T + 2, limits);
  expect(again).toMatchObject({ form: 'f2', code: { digest: null } });
  expect(decide(again, INPUTS.enterRight, T + 3, limits).refusal?.code).toBe('codeNotRequested');
});

test('SMS-2 FLOW-1 going back and forth does not send codes any faster than one in 60 s', () => {
  const { next: back } = decide(coded, INPUTS.goBack, T + 1, limits);
  const { next: again } = decide(back, INPUTS.enterDetails, T + 2, limits);
  expect(decide(again, INPUTS.requestCode, T + 59_999, limits)).toMatchObject({
    refusal: { code: 'codeTooSoon', facts: { notBefore: T + 60_000 } },
  });
  expect(stageOf(decide(again, INPUTS.requestCode, T + 60_000, limits).next)).toBe('reviewWithCode');
});

test('SMS-2 FLOW-1 a code lives 180 s, to the millisecond, and dies after five wrong entries', () => {
  expect(decide(coded, INPUTS.enterRight, T + 179_999, limits).next.stage).toBe('complete');
  expect(decide(coded, INPUTS.enterRight, T + 180_000, limits).refusal?.code).toBe('codeDead');
  let record = coded;
  for (const entriesLeft of [4, 3, 2, 1, 0]) {
    const { next, refusal } = decide(record, INPUTS.enterWrong, T + 1, limits);
    expect(refusal).toEqual({ code: 'codeWrong', facts: { entriesLeft } });
    record = next;
  }
  expect(decide(record, INPUTS.enterRight, T + 1, limits)).toEqual({ next: record, refusal: { code: 'codeDead' } });
});

test('SMS-4 FLOW-1 a code that the gateway did not take costs no wait; another code is none of its business', () => {
  const { next } = decide(coded, INPUTS.codeNotSent, T + 1, limits);
  expect(decide(next, INPUTS.requestCode, T + 1, limits).refusal).toBeUndefined();
  expect(decide(coded, { kind: 'codeNotSent', digest: 'older' }, T + 1, limits).next).toBe(coded);
});

test('ELIG-4 FLOW-1 a right code does not help who may not choose any more, and is used up', () => {
  const { next, refusal } = decide(coded, INPUTS.enterRightBanned, T + 1, limits);
  expect(refusal).toEqual({ code: 'banned', facts: { until: T + 1 } });
  expect(decide(next, INPUTS.enterRight, T + 2, limits).refusal?.code).toBe('codeNotRequested');
});
