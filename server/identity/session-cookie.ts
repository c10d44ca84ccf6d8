import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { parse } from 'hono/utils/cookie';
import type { Socket } from 'socket.io';
import { isOwnOrigin } from '../engine/allow-origin.ts';
import type { Peers } from '../engine/peers.ts';
import { SESSION_TTL_SECONDS } from './sessions.ts';

declare module 'hono' {
  interface ContextVariableMap {
    /** Tells this service's cookies from those of a neighbour; `routeHttp` sets it before any route is asked. */
    cookieMark: string;
  }
}

export const SESSION_COOKIE = 'xuanhao_session';
/** The desk's own: an applicant's session is none of the desk's, in the same browser too. */
export const DESK_COOKIE = 'xuanhao_desk';

/** No script reads it, and no other site has it sent. */
const KEPT = { httpOnly: true, sameSite: 'Strict', path: '/' } as const;

/**
 * Behind TLS a browser takes a cookie of this prefix from this very host alone, and sends it over TLS alone. Browsers do
 * not part cookies by port: the mark keeps two services on one host from signing each other's people out.
 */
const nameOf = (cookie: string, secure: boolean, mark: string): string =>
  `${secure ? '__Host-' : ''}${cookie}${mark === '' ? '' : `_${mark}`}`;
const isSecure = (context: Context): boolean => context.req.url.startsWith('https:');

/** A listed origin's page brings a token along, never a cookie: that was not given to it. */
const isAcross = (origin: string | undefined, host: string | undefined): boolean =>
  origin !== undefined && !isOwnOrigin(origin, host ?? '');

/** Whether a page of another origin asks. */
export const asksAcross = ({ req }: Context): boolean => isAcross(req.header('origin'), req.header('host'));

/** The session token of a request's cookie; the version before wrote it without a mark. */
export const readSessionCookie = (context: Context, cookie: string): string | undefined => {
  if (asksAcross(context)) return undefined;
  const [own, before] = [context.var.cookieMark, ''].map((mark) => nameOf(cookie, isSecure(context), mark));
  return getCookie(context, own ?? '') ?? getCookie(context, before ?? '');
};

export const setSessionCookie = (context: Context, cookie: string, token: string): void => {
  const secure = isSecure(context);
  setCookie(context, nameOf(cookie, secure, context.var.cookieMark), token, {
    ...KEPT,
    secure,
    maxAge: SESSION_TTL_SECONDS,
  });
};

export const dropSessionCookie = (context: Context, cookie: string): void => {
  const secure = isSecure(context);
  const names = [context.var.cookieMark, ''].map((mark) => nameOf(cookie, secure, mark));
  for (const [i, name] of names.entries())
    if (i === 0 || getCookie(context, name) !== undefined) deleteCookie(context, name, { path: '/', secure });
};

/** The session token of a handshake: given outright, or in the browser's cookie; undefined where there is neither. */
export const sessionTokenOf = (
  { handshake }: Pick<Socket, 'handshake'>,
  peers: Peers,
  { cookie, mark }: { readonly cookie: string; readonly mark: string },
): string | undefined => {
  const { auth, address, headers } = handshake;
  if (typeof auth['token'] === 'string') return auth['token'];
  if (isAcross(headers.origin, headers.host)) return undefined;
  const proto = headers['x-forwarded-proto'];
  const { secure } = peers.of(address, { for: undefined, proto: typeof proto === 'string' ? proto : undefined });
  const all = parse(headers.cookie ?? '');
  return all[nameOf(cookie, secure, mark)] ?? all[nameOf(cookie, secure, '')];
};

/** Tells a browser that its owner has signed in with it before from one that strangers guess with. */
const DEVICE_COOKIE = 'xuanhao_device';
/** In seconds: half a year. */
const DEVICE_TTL_SECONDS = 180 * 86_400;

export const readDeviceCookie = (context: Context): string | undefined =>
  getCookie(context, nameOf(DEVICE_COOKIE, isSecure(context), context.var.cookieMark));

export const setDeviceCookie = (context: Context, value: string): void => {
  const secure = isSecure(context);
  setCookie(context, nameOf(DEVICE_COOKIE, secure, context.var.cookieMark), value, {
    ...KEPT,
    secure,
    maxAge: DEVICE_TTL_SECONDS,
  });
};
