import type { Refusal } from '../../protocol/refusals.ts';

/**
 * `refusal` is null where the server could not be reached, or said no in words that are not its own; `said` is what came
 * along with the refusal.
 */
export type HttpAnswer<T, S = unknown> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly status: number; readonly refusal: Refusal | null; readonly said: S | null };

/** Asks the HTTP routes of an origin, the page's own where it is empty; the session travels as a cookie. Never rejects. */
export const asking =
  (origin = '') =>
  async <T, S = unknown>(method: string, path: string, body?: object): Promise<HttpAnswer<T, S>> => {
    try {
      const response = await fetch(`${origin}${path}`, {
        method,
        credentials: origin === '' ? 'same-origin' : 'include',
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const text = await response.text();
      const json: unknown = text === '' ? null : JSON.parse(text);
      if (response.ok) return { ok: true, value: json as T };
      const refusal = (json as { refusal?: Refusal } | null)?.refusal ?? null;
      return { ok: false, status: response.status, refusal, said: refusal === null ? null : (json as S) };
    } catch {
      return { ok: false, status: 0, refusal: null, said: null };
    }
  };
