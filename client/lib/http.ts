import type { DemoAccounts } from '../../protocol/http/demo-accounts.ts';
import type { OutboxView } from '../../protocol/http/outbox.ts';
import type { SessionView, SignInRequest } from '../../protocol/http/session.ts';
import type { VoucherView } from '../../protocol/http/voucher.ts';
import type { SelectionId } from '../../protocol/ids.ts';
import { type AskOptions, asking, type HttpAnswer, type Working } from './ask.ts';

export type Api = {
  /** `working` is told when the server asks for work first. */
  readonly signIn: (request: SignInRequest, working?: Working) => Promise<HttpAnswer<SessionView>>;
  /** Null where nobody is signed in. */
  readonly readSession: () => Promise<HttpAnswer<SessionView | null>>;
  readonly signOut: () => Promise<HttpAnswer<null>>;
  /** Ends every session of the account, this one too. */
  readonly signOutEverywhere: () => Promise<HttpAnswer<null>>;
  readonly readDemo: () => Promise<HttpAnswer<DemoAccounts>>;
  readonly readOutbox: () => Promise<HttpAnswer<OutboxView>>;
  readonly readVoucher: (vehicle: SelectionId) => Promise<HttpAnswer<VoucherView>>;
};

/** The HTTP routes beside the socket; the session travels as a cookie. Never rejects. */
export const createApi = (options: AskOptions = {}): Api => {
  const ask = asking(options);
  // Whoever it is.
  const askAnew = asking({ origin: options.origin ?? '' });
  return {
    signIn: (request, working) => askAnew('POST', '/api/session', request, working),
    readSession: () => askAnew('GET', '/api/session'),
    signOut: () => ask('DELETE', '/api/session'),
    signOutEverywhere: () => ask('DELETE', '/api/sessions'),
    readDemo: () => ask('GET', '/api/demo'),
    readOutbox: () => ask('GET', '/api/outbox'),
    readVoucher: (vehicle) => ask('GET', `/api/voucher?vehicle=${vehicle}`),
  };
};
