import { describe, expect, test } from 'vitest';
import { type Findings, ineligibleBy } from '../../server/application-form/eligibility.ts';
import type { RegisteredVehicle } from '../../server/application-form/register.ts';
import type { OwnerId } from '../../server/identity/accounts.ts';
import { vinOf } from '../../verification/actors/citizens.ts';

const T = 1_800_000_000_000;
const [me, other] = ['me' as OwnerId, 'other' as OwnerId];
const invoice = { invoiceCode: '123456789012', invoiceNumber: '12345678' };
const mine: RegisteredVehicle = {
  vin: vinOf(1),
  model: '轿车',
  class: 'small',
  owner: me,
  ...invoice,
  transferred: false,
  plate: null,
};
const judge = (changed: Partial<RegisteredVehicle>, findings: Partial<Findings> = {}, typed = invoice) =>
  ineligibleBy(
    { vehicle: { ...mine, ...changed }, bannedUntil: null, taken: false, length: () => 5, ...findings },
    typed,
    me,
    T,
  );

test('ELIG-1 ELIG-2 a small, new vehicle of one’s own, with its invoice: nothing is against it', () => {
  expect(judge({})).toBeNull();
});

describe('ELIG-1 is refused', () => {
  test.each([
    ['a vehicle of another', { owner: other }, 'vehicleNotYours'],
    ['a second-hand one', { transferred: true }, 'vehicleTransferred'],
    ['one that is not small', { class: 'other' }, 'vehicleNotSmall'],
  ] as const)('%s', (_, changed, code) => expect(judge(changed)).toEqual({ code, field: 'vin' }));
});

test('ELIG-1 a small new-energy vehicle gets a plate of six characters, and no other', () => {
  expect(judge({ class: 'smallNewEnergy' })).toEqual({ code: 'vehicleClassNotOpen', field: 'vin' });
  expect(judge({ class: 'smallNewEnergy' }, { length: () => 6 })).toBeNull();
  expect(judge({ class: 'small' }, { length: () => 6 })).toBeNull();
});

test('ELIG-2 of a fully digital invoice the number alone is compared: it has no code', () => {
  const number = '26130000000012345678';
  for (const invoiceCode of ['', '123456789012']) {
    expect(judge({ invoiceCode, invoiceNumber: number }, {}, { invoiceCode: '', invoiceNumber: number })).toBeNull();
    expect(
      judge({ invoiceCode, invoiceNumber: number }, {}, { invoiceCode: '', invoiceNumber: '26130000000012345679' }),
    ).toEqual({ code: 'invoiceMismatch', field: 'invoiceNumber' });
  }
  expect(judge({}, {}, { ...invoice, invoiceCode: '' })).toEqual({ code: 'invoiceMismatch', field: 'invoiceCode' });
});

describe('ELIG-2 is refused', () => {
  test('a VIN that the register does not have', () =>
    expect(judge({}, { vehicle: undefined })).toEqual({ code: 'vehicleUnknown', field: 'vin' }));
  test.each([
    ['another invoice code', 'invoiceCode'],
    ['another invoice number', 'invoiceNumber'],
  ])('%s', (_, field) =>
    expect(judge({}, {}, { ...invoice, [field]: '1' })).toEqual({ code: 'invoiceMismatch', field }),
  );
});

describe('ELIG-3 is refused', () => {
  test('a vehicle that has a plate', () =>
    expect(judge({ plate: '冀B12A34' })).toEqual({ code: 'vehicleHasPlate', field: 'vin' }));
  test('a vehicle that has a selection', () =>
    expect(judge({}, { taken: true })).toEqual({ code: 'vehicleTaken', field: 'vin' }));
});

test('ELIG-4 who is banned is refused with the instant at which it ends, and at that instant no more', () => {
  const until = { until: T + 1, notBefore: T + 1 };
  expect(judge({}, { bannedUntil: T + 1 })).toEqual({ code: 'banned', facts: until });
  expect(judge({}, { bannedUntil: T })).toBeNull();
});

test('ELIG-1 of another’s vehicle nothing else is said', () => {
  const typed = { invoiceCode: '1', invoiceNumber: '1' };
  for (const changed of [{ transferred: true }, { class: 'other' as const }, { plate: '冀B12A34' }])
    expect(judge({ ...changed, owner: other }, { taken: true }, typed)?.code).toBe('vehicleNotYours');
});
