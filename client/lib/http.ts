import type { DemoAccounts } from '../../protocol/http/demo-accounts.ts';
import type { OutboxView } from '../../protocol/http/outbox.ts';
import type { SessionView, SignInRequest } from '../../protocol/http/session.ts';
import type { VoucherView } from '../../protocol/http/voucher.ts';
import type { SelectionId } from '../../protocol/ids.ts';
import { type AskOptions, asking, type HttpAnswer, type Working } from './ask.ts';

/** The HTTP routes beside the socket; the session travels as a cookie. Never rejects. */
export const createApi = (options: AskOptions = {}) => {
  const ask = asking(options);
  // Names no account: the server's answer decides whom the page acts for.
  const askAnew = asking({ origin: options.origin ?? '' });
  return {
    /** `working` is told when the server asks for work first. */
    signIn: (request: SignInRequest, working?: Working): Promise<HttpAnswer<SessionView>> =>
      askAnew('POST', '/api/session', request, working),
    /** Null where nobody is signed in. */
    readSession: (): Promise<HttpAnswer<SessionView | null>> => askAnew('GET', '/api/session'),
    signOut: (): Promise<HttpAnswer<null>> => ask('DELETE', '/api/session'),
    /** Ends every session of the account, this one too. */
    signOutEverywhere: (): Promise<HttpAnswer<null>> => ask('DELETE', '/api/sessions'),
    readDemo: (): Promise<HttpAnswer<DemoAccounts>> => ask('GET', '/api/demo'),
    readOutbox: (): Promise<HttpAnswer<OutboxView>> => ask('GET', '/api/outbox'),
    readVoucher: (vehicle: SelectionId): Promise<HttpAnswer<VoucherView>> =>
      ask('GET', `/api/voucher?vehicle=${vehicle}`),
  };
};
export type Api = ReturnType<typeof createApi>;
