import type { DemoAccounts, OutboxView, SessionView, SignInRequest, VoucherView } from '../../protocol/http.ts';
import type { Refusal } from '../../protocol/refusals.ts';

/** `refusal` is null where the server could not be reached, or said no in words that are not its own. */
type HttpAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly status: number; readonly refusal: Refusal | null };

export type Api = {
  readonly signIn: (request: SignInRequest) => Promise<HttpAnswer<SessionView>>;
  /** Null where nobody is signed in. */
  readonly readSession: () => Promise<HttpAnswer<SessionView | null>>;
  readonly signOut: () => Promise<HttpAnswer<null>>;
  readonly readDemo: () => Promise<HttpAnswer<DemoAccounts>>;
  readonly readOutbox: () => Promise<HttpAnswer<OutboxView>>;
  readonly readVoucher: () => Promise<HttpAnswer<VoucherView>>;
};

/** The HTTP routes beside the socket; the session travels as a cookie. Never rejects. */
export const createApi = (origin = ''): Api => {
  const ask = async <T>(method: string, path: string, body?: object): Promise<HttpAnswer<T>> => {
    try {
      const response = await fetch(`${origin}${path}`, {
        method,
        credentials: origin === '' ? 'same-origin' : 'include',
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const text = await response.text();
      const json: unknown = text === '' ? null : JSON.parse(text);
      if (response.ok) return { ok: true, value: json as T };
      return { ok: false, status: response.status, refusal: (json as { refusal?: Refusal } | null)?.refusal ?? null };
    } catch {
      return { ok: false, status: 0, refusal: null };
    }
  };
  return {
    signIn: (request) => ask('POST', '/api/session', request),
    readSession: () => ask('GET', '/api/session'),
    signOut: () => ask('DELETE', '/api/session'),
    readDemo: () => ask('GET', '/api/demo'),
    readOutbox: () => ask('GET', '/api/outbox'),
    readVoucher: () => ask('GET', '/api/voucher'),
  };
};
