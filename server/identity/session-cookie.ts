import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { parse } from 'hono/utils/cookie';
import type { Socket } from 'socket.io';
import { isOwnOrigin } from '../engine/allow-origin.ts';
import type { Peers } from '../engine/peers.ts';
import { SESSION_TTL_SECONDS } from './sessions.ts';

declare module 'hono' {
  interface ContextVariableMap {
    /** Tells this service's cookies from those of a neighbour; `routeHttp` sets it before any route runs. */
    cookieMark: string;
  }
}

export const SESSION_COOKIE = 'xuanhao_session';
/** The desk has a cookie of its own, so that one browser can hold an applicant's and a desk's session. */
export const DESK_COOKIE = 'xuanhao_desk';

/** Scripts cannot read the cookie, and requests from other sites do not carry it. */
const KEPT = { httpOnly: true, sameSite: 'Strict', path: '/' } as const;

/**
 * The name of a cookie. Browsers accept one with the prefix `__Host-` only from this very host, and send it only over
 * TLS. Browsers do not separate cookies by port: the mark keeps two services on one host from overwriting each other's.
 */
const nameOf = (cookie: string, secure: boolean, mark: string): string =>
  `${secure ? '__Host-' : ''}${cookie}${mark === '' ? '' : `_${mark}`}`;
const isSecure = (context: Context): boolean => context.req.url.startsWith('https:');

/** Whether a request comes from a page of another origin. Such a page sends a token; its cookies do not count. */
const isAcross = (origin: string | undefined, host: string | undefined): boolean =>
  origin !== undefined && !isOwnOrigin(origin, host ?? '');

/** Whether an HTTP request comes from a page of another origin. */
export const asksAcross = ({ req }: Context): boolean => isAcross(req.header('origin'), req.header('host'));

/** The session token in a request's cookie; the version before wrote the cookie without a mark. */
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

/** The session token of a handshake, from `auth.token` or the cookie; undefined without either. */
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

/** Marks a browser in which somebody has signed in before: strangers' wrong guesses do not lock it out. */
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
