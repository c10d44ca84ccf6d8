import type { Refusal } from '../../protocol/refusals.ts';
import type { Acting } from './acting.ts';

/**
 * `refusal` is null if the server could not be reached, or if its answer has none, as a proxy's; `said` is the body that
 * came with the refusal.
 */
export type HttpAnswer<T, S = unknown> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly status: number; readonly refusal: Refusal | null; readonly said: S | null };

export type AskOptions = {
  /** The server's origin; the page's own by default. */
  readonly origin?: string;
  readonly acting?: Acting;
};

/** Hears that the server requires a proof of work first, which takes a moment. */
export type Working = (refusal: Refusal) => void;

/** The number of proofs for one request: the price may rise while the first is worked on. */
const WORKS = 3;

/**
 * Asks the HTTP routes of an origin; the session travels as a cookie. With `working`, a required proof of work is done
 * and the request sent again with it. Never rejects.
 */
export const asking =
  ({ origin = '', acting }: AskOptions = {}) =>
  async <T, S = unknown>(
    method: string,
    path: string,
    body?: object,
    working?: Working,
    works = WORKS,
  ): Promise<HttpAnswer<T, S>> => {
    const account = acting?.account ?? null;
    try {
      const response = await fetch(`${origin}${path}`, {
        method,
        credentials: origin === '' ? 'same-origin' : 'include',
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(account === null ? {} : { 'x-account': encodeURIComponent(account) }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (response.status === 401 && account !== null) acting?.onRefused();
      const text = await response.text();
      const json: unknown = text === '' ? null : JSON.parse(text);
      if (response.ok) return { ok: true, value: json as T };
      const refusal = (json as { refusal?: Refusal } | null)?.refusal ?? null;
      if (refusal?.work !== undefined && working !== undefined && works > 0) {
        working(refusal);
        const { prove } = await import('./work/prove.ts');
        const work = await prove(refusal.work);
        const again = asking({ origin, ...(acting && { acting }) })<T, S>;
        if (work !== null) return await again(method, path, { ...body, work }, working, works - 1);
      }
      return { ok: false, status: response.status, refusal, said: refusal === null ? null : (json as S) };
    } catch {
      return { ok: false, status: 0, refusal: null, said: null };
    }
  };
