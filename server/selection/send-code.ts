import type { HoldToken } from '../../protocol/ids.ts';
import { maskPhone } from '../checks/mask.ts';
import type { ReservationCodes } from '../checks/sms/reservation-codes.ts';
import type { CommandRequest } from './committer.ts';
import type { SelectionRecord } from './record.ts';
import { refused } from './result.ts';
import type { Selections } from './selections.ts';

/** What notes a code, and what sends it. */
type CodeSending = {
  readonly selections: Pick<Selections, 'refuse' | 'requestCode' | 'codeNotSent'>;
  readonly codes: Pick<ReservationCodes, 'heldBack' | 'make' | 'send'>;
};

/**
 * Sends the code of a hold to a mobile (SMS-1, SMS-2). Noted first, sent then: two requests at once send one code, and a
 * code that was sent is one that works.
 */
export const sendCode = async (
  { selections, codes }: CodeSending,
  request: {
    readonly command: CommandRequest;
    readonly token: HoldToken;
    readonly phone: string;
    /** The selection as it is when this is called. */
    readonly record: () => SelectionRecord;
  },
) => {
  const { command, token, phone } = request;
  // Refused like this it is remembered, and a resend of one that was sent still gets its success.
  const held = await codes.heldBack(phone);
  if (held !== null) return selections.refuse(command, held.refused, { notBefore: held.notBefore });
  const { code, digest } = codes.make(token);
  const noted = await selections.requestCode(command, token, digest, maskPhone(phone));
  if (!noted.ok) return noted;
  if (noted.repeated) return wasTakenBack(request.record()) ? refused('gatewayDown') : noted;
  const sent = await codes.send(phone, code);
  if (sent === 'sent') return noted;
  await selections.codeNotSent(command, token, digest);
  return typeof sent === 'string' ? refused(sent) : refused(sent.refused, { notBefore: sent.notBefore });
};

/** The gateway did not take the code of an earlier request, and none was sent since. */
const wasTakenBack = (record: SelectionRecord): boolean => record.stage === 'confirming' && record.code.digest === null;
