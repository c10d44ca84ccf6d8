import type { CollectionTerms } from '../../authority/calendar.ts';
import type { ReservationCodes } from '../../checks/sms/reservation-codes.ts';
import type { Selections } from '../../selection/selections.ts';
import type { SelectHandler } from './handler.ts';

type Parts = {
  readonly selections: Pick<Selections, 'complete'>;
  readonly codes: Pick<ReservationCodes, 'digestOf' | 'announce'>;
  /** The terms of a number that is reserved at an instant (DONE-1). */
  readonly termsOf: (reservedAt: number) => CollectionTerms;
};

export const completeReservation =
  ({ selections, codes, termsOf }: Parts): SelectHandler<'completeReservation'> =>
  async ({ token, code }, { caller, now, command }) => {
    const terms = termsOf(now);
    const completed = await selections.complete(command, token, codes.digestOf(token, code), terms);
    // DONE-1: a message follows. The reservation does not depend on it.
    if (completed.ok && !completed.repeated) void codes.announce(caller.account.phone, completed.answer.plate, terms);
    return completed;
  };
