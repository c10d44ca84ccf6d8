import type { CollectionTerms } from '../../authority/calendar.ts';
import type { AuthoritySettings } from '../../authority/settings.ts';
import type { Captchas } from '../../checks/captchas.ts';
import type { ReservationCodes } from '../../checks/sms/reservation-codes.ts';
import type { KeyBudget } from '../../limits/key-budget.ts';
import type { PatternTopics } from '../../push/pattern-topics.ts';
import type { PoolTopic } from '../../push/pool-topic.ts';
import type { Selections } from '../../selection/selections.ts';
import { completeReservation } from './complete-reservation.ts';
import { confirmPlate } from './confirm-plate.ts';
import { drawPlates } from './draw-plates.ts';
import type { SelectHandlers } from './handler.ts';
import { openKeyboard } from './open-keyboard.ts';
import { readPool } from './read-pool.ts';
import { readSelection } from './read-selection.ts';
import { releaseHold } from './release-hold.ts';
import { requestCaptcha } from './request-captcha.ts';
import { requestCode } from './request-code.ts';
import { syncClock } from './sync-clock.ts';
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

/** The handlers of all commands of `/select`. */
export const selectHandlers = (parts: Parts): SelectHandlers => ({
  syncClock,
  readPool: readPool(parts),
  readSelection,
  openKeyboard: openKeyboard(parts),
  typePattern: typePattern(parts),
  requestCaptcha: requestCaptcha(parts),
  verifyPlate: verifyPlate(parts),
  drawPlates: drawPlates(parts),
  releaseHold: releaseHold(parts),
  confirmPlate: confirmPlate(parts),
  requestCode: requestCode(parts),
  completeReservation: completeReservation(parts),
});
