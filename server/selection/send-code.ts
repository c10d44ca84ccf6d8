import type { HoldToken } from '../../protocol/ids.ts';
import { maskPhone } from '../checks/mask.ts';
import type { ReservationCodes } from '../checks/sms/reservation-codes.ts';
import type { CommandRequest } from './committer.ts';
import type { SelectionRecord } from './record.ts';
import { refused } from './result.ts';
import type { Selections } from './selections.ts';

type CodeSending = {
  readonly selections: Pick<Selections, 'refuse' | 'requestCode' | 'codeNotSent'>;
  readonly codes: Pick<ReservationCodes, 'heldBack' | 'make' | 'send'>;
};

/**
 * Sends the code of a hold to a mobile (SMS-1, SMS-2). The code is stored before it is sent: two requests at once send
 * one code, and every sent code works.
 */
export const sendCode = async (
  { selections, codes }: CodeSending,
  request: {
    readonly command: CommandRequest;
    readonly token: HoldToken;
    readonly phone: string;
    /** The present record of the selection. */
    readonly record: () => SelectionRecord;
  },
) => {
  const { command, token, phone } = request;
  // The store remembers this refusal; a repeat of a command that was carried out still gets its success.
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

/** Whether the gateway refused the last code. */
const wasTakenBack = (record: SelectionRecord): boolean => record.stage === 'confirming' && record.code.digest === null;
