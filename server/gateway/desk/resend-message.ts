import type { DeskLetters } from '../../desk/letters.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly letters: Pick<DeskLetters, 'resend'> };

export const resendMessage =
  ({ letters }: Parts): DeskHandler<'resendMessage'> =>
  (request) =>
    letters.resend(request);
