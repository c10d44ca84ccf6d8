import { type CodeSending, sendCode } from '../../selection/send-code.ts';
import type { SelectHandler } from './handler.ts';

export const requestCode =
  (parts: CodeSending): SelectHandler<'requestCode'> =>
  ({ token }, { caller, asked }) =>
    sendCode(parts, { asked, token, phone: caller.account.phone, record: () => caller.present.record });
