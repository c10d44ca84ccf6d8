import { maskPhone } from '../../checks/mask.ts';
import type { ReservationCodes } from '../../checks/sms/reservation-codes.ts';
import { refused } from '../../selection/result.ts';
import type { Selections } from '../../selection/selections.ts';
import type { Applicant } from '../select-connection.ts';
import type { SelectHandler } from './handler.ts';

type Parts = {
  readonly selections: Pick<Selections, 'refuse' | 'requestCode' | 'codeNotSent'>;
  readonly codes: Pick<ReservationCodes, 'heldBack' | 'make' | 'send'>;
};

export const requestCode =
  ({ selections, codes }: Parts): SelectHandler<'requestCode'> =>
  async ({ token }, { caller, asked }) => {
    const { phone } = caller.account;
    // Refused like this it is remembered, and a resend of one that was sent still gets its success.
    const held = await codes.heldBack(phone);
    if (held !== null) return selections.refuse(asked, held.refused, { notBefore: held.notBefore });
    const { code, digest } = codes.make(token);
    const noted = await selections.requestCode(asked, token, digest, maskPhone(phone));
    if (!noted.ok) return noted;
    if (noted.repeated) return wasTakenBack(caller) ? refused('gatewayDown') : noted;
    // Noted first, sent then: two requests at once send one code, and a code that was sent is one that works.
    const sent = await codes.send(phone, code);
    if (sent === 'sent') return noted;
    await selections.codeNotSent(asked, token, digest);
    return typeof sent === 'string' ? refused(sent) : refused(sent.refused, { notBefore: sent.notBefore });
  };

/** The gateway did not take the code of an earlier request, and none was sent since. */
const wasTakenBack = ({ present: { record } }: Applicant): boolean =>
  record.stage === 'confirming' && record.code.digest === null;
