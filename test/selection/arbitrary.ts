import fc from 'fast-check';
import type { Input } from '../../server/selection/machine.ts';
import type { SelectionRecord } from '../../server/selection/record.ts';
import { FOREIGN, inputs, OWN, PLATE } from './states.ts';

/** Instants are small here, so that a test can try every one of them; in ms. */
export const LAST_INSTANT = 40;
const instant = fc.nat(LAST_INSTANT);

const quotas = fc.record({
  triesLeft: fc.nat(2),
  drawsLeft: fc.nat(2),
  round: fc.nat(3),
  verifyFrom: fc.option(instant),
});
const code = fc.record({
  digest: fc.option(fc.constant('right')),
  sentAt: fc.option(instant),
  expiresAt: instant,
  resendFrom: instant,
  entriesLeft: fc.nat(5),
  sent: fc.nat(3),
});
const held = { token: fc.constant(OWN), deadline: instant };
const plate = fc.constant(PLATE);
const way = fc.constantFrom('compose' as const, 'draw' as const);

const stages = {
  choosing: fc.record({ stage: fc.constant('choosing' as const) }),
  holding: fc.record({ stage: fc.constant('holding' as const), ...held, plate }),
  picking: fc.record({ stage: fc.constant('picking' as const), ...held }),
  confirming: fc
    .record({ stage: fc.constant('confirming' as const), ...held, plate, way, code })
    // SMS-2: a code never outlives its hold.
    .map((record) => ({
      ...record,
      code: { ...record.code, expiresAt: Math.min(record.code.expiresAt, record.deadline) },
    })),
  reserved: fc
    .record({
      stage: fc.constant('reserved' as const),
      plate,
      way,
      reservedAt: instant,
      lastDay: fc.constant('2015-12-16'),
      lastDayProvisional: fc.boolean(),
      collectBy: instant,
      bannedUntil: instant,
    })
    .map((record) => ({ ...record, bannedUntil: Math.max(record.collectBy, record.bannedUntil) })),
  registered: fc.record({ stage: fc.constant('registered' as const), plate, way, registeredAt: instant }),
};

/** Any record that can be stored. */
export const anyRecord: fc.Arbitrary<SelectionRecord> = fc
  .tuple(quotas, fc.oneof(...Object.values(stages)))
  .map(([left, facts]) => ({ ...left, ...facts }));

/** Otherwise hardly anything would be reserved. */
const mostly = fc.constantFrom(true, true, true, false);
/** Any input, with the own token or another, and the right digest or another. */
export const anyInput: fc.Arbitrary<Input> = fc
  .record({ input: fc.constantFrom(...Object.values(inputs)), own: mostly, right: mostly })
  .map(({ input, own, right }) => {
    if (!('token' in input) || input.kind === 'verify' || input.kind === 'draw') return input;
    const token = own ? OWN : FOREIGN;
    return 'digest' in input ? { ...input, token, digest: right ? 'right' : 'wrong' } : { ...input, token };
  });
