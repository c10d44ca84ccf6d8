import type { LayoutId, SelectionId } from '../../../protocol/ids.ts';
import type { AuthoritySettings } from '../../authority/settings.ts';
import { type Keyboard, readLayout } from '../../checks/keyboard.ts';
import { readAt } from '../../selection/reading.ts';
import type { Call } from '../dispatcher.ts';
import type { Applicant } from '../select-connection.ts';

export type KeyboardParts = { readonly settings: AuthoritySettings; readonly keyboardKey: Buffer };

/** The selection, round and time for which a layout must be valid (COMP-2). */
type Moment = {
  readonly key: Buffer;
  readonly selection: SelectionId;
  readonly round: number;
  readonly now: number;
};

/** The round is that of the record as it reads now: a vehicle that begins anew after a ban is in the first round. */
export const momentOf = (
  { settings, keyboardKey: key }: KeyboardParts,
  { caller: { vehicle, present }, now }: Call<Applicant>,
): Moment => {
  const { round } = readAt(present.record, now, settings).record;
  return { key, selection: vehicle.selection, round, now };
};

/** The keyboard of a valid layout; undefined if invalid. The connection keeps it, so that the next key need not restore it. */
export const keyboardAt = (applicant: Applicant, layout: LayoutId, moment: Moment): Keyboard | undefined => {
  if (applicant.keyboard?.id !== layout) applicant.keyboard = readLayout({ ...moment, layout });
  return applicant.keyboard?.isGood(moment) === true ? applicant.keyboard : undefined;
};
