import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { parse } from 'hono/utils/cookie';
import type { Socket } from 'socket.io';
import type { Peers } from '../engine/peers.ts';
import { SESSION_LIFE } from '../identity/sessions.ts';

export const SESSION_COOKIE = 'xuanhao_session';
/** The desk's own: an applicant's session is none of the desk's, in the same browser too. */
export const DESK_COOKIE = 'xuanhao_desk';

/** Behind TLS a browser takes a cookie of this prefix from this very host alone, and sends it over TLS alone. */
const nameOf = (cookie: string, secure: boolean): string => (secure ? `__Host-${cookie}` : cookie);
const isSecure = (context: Context): boolean => context.req.url.startsWith('https:');

/** The session token of a request's cookie. */
export const readSessionCookie = (context: Context, cookie: string): string | undefined =>
  getCookie(context, nameOf(cookie, isSecure(context)));

export const setSessionCookie = (context: Context, cookie: string, token: string): void => {
  const secure = isSecure(context);
  const options = { httpOnly: true, sameSite: 'Strict', path: '/', secure, maxAge: SESSION_LIFE } as const;
  setCookie(context, nameOf(cookie, secure), token, options);
};

export const dropSessionCookie = (context: Context, cookie: string): void => {
  const secure = isSecure(context);
  deleteCookie(context, nameOf(cookie, secure), { path: '/', secure });
};

/** The session token of a handshake: given outright, or in the browser's cookie; undefined where there is neither. */
export const sessionTokenOf = (socket: Pick<Socket, 'handshake'>, peers: Peers, cookie: string): string | undefined => {
  const { auth, address, headers } = socket.handshake;
  if (typeof auth['token'] === 'string') return auth['token'];
  const proto = headers['x-forwarded-proto'];
  const { secure } = peers.of(address, { for: undefined, proto: typeof proto === 'string' ? proto : undefined });
  const name = nameOf(cookie, secure);
  return parse(headers.cookie ?? '', name)[name];
};
