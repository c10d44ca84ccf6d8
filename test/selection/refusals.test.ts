import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CommandName, selectNamespace } from '../../protocol/select/client-to-server.ts';
import { decide, type Input } from '../../server/selection/machine.ts';
import { anyInput, anyRecord, LAST_INSTANT } from './arbitrary.ts';
import { settings } from './states.ts';

/** Which command each input comes from; none for what the server tells the machine itself. */
const commandOf: Record<Input['kind'], CommandName | undefined> = {
  enterCompose: 'openKeyboard',
  verify: 'verifyPlate',
  draw: 'drawPlates',
  release: 'releaseHold',
  confirm: 'confirmPlate',
  requestCode: 'requestCode',
  codeNotSent: undefined,
  enterCode: 'completeReservation',
  // Said at the desk.
  collect: undefined,
  beginAnew: undefined,
};

test('FLOW-3 the machine refuses a command only for what that command says it may be refused for', () => {
  const property = fc.property(anyRecord, anyInput, fc.nat(LAST_INSTANT), (record, input, now) => {
    const command = commandOf[input.kind];
    const decision = decide(record, input, now, settings);
    const refusal = 'refusal' in decision ? decision.refusal : undefined;
    if (command !== undefined && refusal !== undefined)
      expect(selectNamespace.refusalsOf(command)).toContain(refusal.code);
  });
  fc.assert(property, { seed: 20160109, numRuns: 3_000 });
});
