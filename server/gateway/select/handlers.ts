import type { CollectionTerms } from '../../authority/calendar.ts';
import type { AuthoritySettings } from '../../authority/settings.ts';
import type { Captchas } from '../../checks/captchas.ts';
import type { ReservationCodes } from '../../checks/sms/reservation-codes.ts';
import type { KeyBudget } from '../../limits/key-budget.ts';
import type { PatternTopics } from '../../push/pattern-topics.ts';
import type { PoolTopic } from '../../push/pool-topic.ts';
import { ok } from '../../selection/result.ts';
import type { Selections } from '../../selection/selections.ts';
import { sendCode } from '../../selection/send-code.ts';
import { completeReservation } from './complete-reservation.ts';
import type { SelectHandlers } from './handler.ts';
import { openKeyboard } from './open-keyboard.ts';
import { typePattern } from './type-pattern.ts';
import { verifyPlate } from './verify-plate.ts';

type Parts = {
  readonly settings: AuthoritySettings;
  readonly keyboardKey: Buffer;
  readonly keys: KeyBudget;
  /** How many positions a serial of the pool has. */
  readonly positions: () => number;
  readonly pool: PoolTopic;
  readonly patterns: PatternTopics;
  readonly selections: Selections;
  readonly captchas: Captchas;
  readonly codes: ReservationCodes;
  /** The terms of a number that is reserved at an instant (DONE-1). */
  readonly termsOf: (reservedAt: number) => CollectionTerms;
};

/** The handlers of all commands of `/select`; the longer ones have a file each. */
export const selectHandlers = (parts: Parts): SelectHandlers => {
  const { pool, selections, captchas } = parts;
  return {
    syncClock: () => ok({}),
    readPool: () => ok(pool.picture),
    // The route puts the selection beside the answer, as with every command.
    readSelection: () => ok({}),
    openKeyboard: openKeyboard(parts),
    typePattern: typePattern(parts),
    requestCaptcha: async (_, { caller, now }) => ok(await captchas.issue(caller.vehicle.selection, now)),
    verifyPlate: verifyPlate(parts),
    drawPlates: ({ captcha }, { command }) => selections.draw(command, captchas.proofOf(captcha)),
    releaseHold: ({ token }, { command }) => selections.release(command, token),
    confirmPlate: ({ token, plate }, { command }) => selections.confirm(command, token, plate),
    requestCode: ({ token }, { caller: { account, present }, command }) =>
      sendCode(parts, { command, token, phone: account.phone, record: () => present.record }),
    completeReservation: completeReservation(parts),
  };
};
