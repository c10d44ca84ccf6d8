import { parse } from 'hono/utils/cookie';

export const SESSION_COOKIE = 'xuanhao_session';
/** The desk's own: an applicant's session is none of the desk's, in the same browser too. */
export const DESK_COOKIE = 'xuanhao_desk';

/** The session token of a handshake: given outright, or in the browser's cookie; undefined where there is neither. */
export const sessionTokenOf = (
  given: unknown,
  cookies: string | undefined,
  name: string = SESSION_COOKIE,
): string | undefined => (typeof given === 'string' ? given : parse(cookies ?? '', name)[name]);
