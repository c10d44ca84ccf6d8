import { parse } from 'hono/utils/cookie';

export const SESSION_COOKIE = 'xuanhao_session';

/** The session token of a handshake: given outright, or in the browser's cookie; undefined where there is neither. */
export const sessionTokenOf = (given: unknown, cookies: string | undefined): string | undefined =>
  typeof given === 'string' ? given : parse(cookies ?? '', SESSION_COOKIE)[SESSION_COOKIE];
