import { type CodeSending, sendCode } from '../../selection/send-code.ts';
import type { SelectHandler } from './handler.ts';

export const requestCode =
  (parts: CodeSending): SelectHandler<'requestCode'> =>
  ({ token }, { caller, command }) =>
    sendCode(parts, { command, token, phone: caller.account.phone, record: () => caller.present.record });
