import type { TypedKeys } from '../../protocol/keyboard.ts';
import { BLANK, type Serial, serial } from '../../protocol/plate.ts';
import type { CollectionTerms } from '../authority/calendar.ts';
import type { AuthoritySettings } from '../authority/settings.ts';
import type { Captchas } from '../checks/captchas.ts';
import { issueLayout, type Keyboard, readLayout } from '../checks/keyboard.ts';
import { maskPhone } from '../checks/mask.ts';
import type { ReservationCodes } from '../checks/sms/reservation-codes.ts';
import { readAt } from '../selection/reading.ts';
import { ok, refused } from '../selection/result.ts';
import type { Selections } from '../selection/selections.ts';
import { askedOf, type Handlers } from './handler.ts';
import type { Applicant } from './select-connection.ts';

type Commands = Omit<Handlers, 'syncClock' | 'readPool' | 'readSelection' | 'typePattern' | 'requestCaptcha'>;

/**
 * What changes a selection. Each is put to the selection's shell, also where it is refused for its captcha or keys: a
 * command that was carried out before must get its old answer, and only the store knows that (SAFE-1).
 */
export const commands = (parts: {
  settings: AuthoritySettings;
  keyboardKey: Buffer;
  positions: () => number;
  selections: Selections;
  captchas: Captchas;
  codes: ReservationCodes;
  /** The terms of a number that is reserved at an instant (DONE-1). */
  termsOf: (reservedAt: number) => CollectionTerms;
}): Commands => {
  const { settings, keyboardKey: key, positions, selections, captchas, codes, termsOf } = parts;

  /** The round as the record reads now: a vehicle that begins anew after a ban begins with the first one. */
  const momentOf = ({ vehicle: { selection }, present }: Applicant, now: number) => {
    const { round } = readAt(present.record, now, settings).record;
    return { key, selection, round, now };
  };

  /** The gateway did not take the code of an earlier request, and none was sent since. */
  const wasTakenBack = ({ present: { record } }: Applicant): boolean =>
    record.stage === 'confirming' && record.code.digest === null;

  const openKeyboard: Commands['openKeyboard'] = {
    allowance: 'command',
    showsSelection: true,
    signedIn: async (applicant, request, now) => {
      const { layout } = request;
      const moment = momentOf(applicant, now);
      const offered = (layout && readLayout({ ...moment, layout })) ?? issueLayout(moment);
      const { said } = await selections.enterCompose(askedOf(applicant, 'openKeyboard', request, now), offered.id);
      if (!said.ok) return said;
      // A command that is sent again gets the layout that it got the first time.
      const keyboard =
        said.answer.layout === offered.id ? offered : readLayout({ ...moment, layout: said.answer.layout });
      applicant.keyboard = keyboard;
      return keyboard === undefined ? refused('layoutUnknown') : ok({ outcome: 'opened', layout: keyboard.view });
    },
  };

  const verifyPlate: Commands['verifyPlate'] = {
    allowance: 'command',
    showsSelection: true,
    signedIn: async (applicant, request, now) => {
      const asked = askedOf(applicant, 'verifyPlate', request, now);
      const moment = momentOf(applicant, now);
      const { keyboard: opened } = applicant;
      const isOpened = opened?.id === request.layout && opened.isGood(moment);
      const keyboard = isOpened ? opened : readLayout({ ...moment, layout: request.layout });
      const plate = keyboard === undefined ? 'layoutUnknown' : completeNumber(keyboard, request.keys, positions());
      if (isRefusal(plate)) return (await selections.refuse(asked, plate)).said;
      return (await selections.verify(asked, plate, captchas.read(request.captcha))).said;
    },
  };

  const drawPlates: Commands['drawPlates'] = {
    allowance: 'command',
    showsSelection: true,
    signedIn: async (applicant, request, now) => {
      const asked = askedOf(applicant, 'drawPlates', request, now);
      return (await selections.draw(asked, captchas.read(request.captcha))).said;
    },
  };

  const releaseHold: Commands['releaseHold'] = {
    allowance: 'command',
    showsSelection: true,
    signedIn: async (applicant, request, now) =>
      (await selections.release(askedOf(applicant, 'releaseHold', request, now), request.token)).said,
  };

  const confirmPlate: Commands['confirmPlate'] = {
    allowance: 'command',
    showsSelection: true,
    signedIn: async (applicant, request, now) =>
      (await selections.confirm(askedOf(applicant, 'confirmPlate', request, now), request.token, request.plate)).said,
  };

  const requestCode: Commands['requestCode'] = {
    allowance: 'command',
    showsSelection: true,
    signedIn: async (applicant, request, now) => {
      const asked = askedOf(applicant, 'requestCode', request, now);
      const { phone } = applicant.account;
      // Refused like this it is remembered, and a resend of one that was sent still gets its success.
      const held = await codes.heldBack(phone);
      if (held !== null) return (await selections.refuse(asked, held.refused, { notBefore: held.notBefore })).said;
      const { code, digest } = codes.make(request.token);
      const { said, repeated } = await selections.requestCode(asked, request.token, digest, maskPhone(phone));
      if (!said.ok) return said;
      if (repeated) return wasTakenBack(applicant) ? refused('gatewayDown') : said;
      // Noted first, sent then: two requests at once send one code, and a code that was sent is one that works.
      const sent = await codes.send(phone, code);
      if (sent === 'sent') return said;
      await selections.codeNotSent(asked, request.token, digest);
      return typeof sent === 'string' ? refused(sent) : refused(sent.refused, { notBefore: sent.notBefore });
    },
  };

  const completeReservation: Commands['completeReservation'] = {
    allowance: 'command',
    showsSelection: true,
    signedIn: async (applicant, request, now) => {
      const asked = askedOf(applicant, 'completeReservation', request, now);
      const digest = codes.digestOf(request.token, request.code);
      const terms = termsOf(now);
      const { said, repeated } = await selections.complete(asked, request.token, digest, terms);
      // DONE-1: a message follows. It is a courtesy; the reservation does not wait for it.
      if (said.ok && !repeated) void codes.announce(applicant.account.phone, said.answer.plate, terms);
      return said;
    },
  };

  return { openKeyboard, verifyPlate, drawPlates, releaseHold, confirmPlate, requestCode, completeReservation };
};

type Wrong = 'layoutUnknown' | 'keyUnknown' | 'incompleteNumber';

const isRefusal = (plate: Serial | Wrong): plate is Wrong =>
  plate === 'layoutUnknown' || plate === 'keyUnknown' || plate === 'incompleteNumber';

const completeNumber = (keyboard: Keyboard, keys: TypedKeys, positions: number): Serial | Wrong => {
  const pattern = keyboard.decode(keys, positions);
  if (pattern === 'keyUnknown') return 'keyUnknown';
  // A pattern without a blank is a serial.
  return pattern.includes(BLANK) ? 'incompleteNumber' : serial.parse(pattern);
};
