import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type RefusalCode, type RefusalFacts, refuse } from '../../protocol/refusals.ts';
import type { Account } from '../identity/accounts.ts';
import type { Sessions } from '../identity/sessions.ts';
import { SESSION_COOKIE } from './session-cookie.ts';

/** Refuses an HTTP request as a command is refused: a code and a sentence in each language. */
export const refuseHttp = (context: Context, status: ContentfulStatusCode, code: RefusalCode, facts?: RefusalFacts) =>
  context.json({ refusal: refuse(code, facts) }, status);

/** Who is signed in, by the cookie or by `Authorization: Bearer`; undefined where nobody is. */
export const signedInOf = async (
  context: Context,
  sessions: Sessions,
): Promise<{ account: Account; token: string } | undefined> => {
  const bearer = /^Bearer (\S+)$/.exec(context.req.header('authorization') ?? '')?.[1];
  const token = bearer ?? getCookie(context, SESSION_COOKIE);
  const account = token === undefined ? undefined : await sessions.find(token);
  return token === undefined || account === undefined ? undefined : { account, token };
};
