import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import type { FieldProblem } from '../../protocol/form-problems.ts';
import type { FormRefused, HttpRefused } from '../../protocol/http/refused.ts';
import { type RefusalCode, type RefusalFacts, refuse } from '../../protocol/refusals.ts';
import { networkOf } from '../engine/peers.ts';
import type { Account, OwnerId } from '../identity/accounts.ts';
import { readSessionCookie, SESSION_COOKIE } from '../identity/session-cookie.ts';
import type { Sessions } from '../identity/sessions.ts';
import type { HttpAllowances } from '../limits/http-allowances.ts';

declare module 'hono' {
  interface ContextVariableMap {
    /** The store's clock; `routeHttp` sets it before any route runs. */
    now: () => number;
    /** The rate limits; `routeHttp` sets them too. */
    allowances: HttpAllowances;
  }
}

/**
 * Refuses an HTTP request in the form of a command's refusal: a code, a sentence in each language, and the present
 * time.
 */
export const refuseHttp = (context: Pick<Context, 'json' | 'var'>, code: RefusalCode, facts?: RefusalFacts): Response =>
  context.json({ refusal: refuse(code, facts), now: context.var.now() } satisfies HttpRefused, statusOf(code));

type SignedIn<A = Account> = { readonly account: A; readonly token: string };

/**
 * The session of a request, from the cookie or `Authorization: Bearer`. Undefined if there is none, or if it belongs to
 * another account than `X-Account` names: then another tab has signed in since the requesting page opened.
 */
export const signedInOf = async <A extends { readonly owner: OwnerId; readonly userName: string }>(
  context: Context,
  sessions: Sessions<A>,
  cookie: string = SESSION_COOKIE,
): Promise<SignedIn<A> | undefined> => {
  const bearer = /^Bearer (\S+)$/.exec(context.req.header('authorization') ?? '')?.[1];
  const token = bearer ?? readSessionCookie(context, cookie);
  const account = token === undefined ? undefined : await sessions.find(token);
  if (token === undefined || account === undefined || isForAnother(context, account)) return undefined;
  return { account, token };
};

const isForAnother = (context: Context, { userName }: { readonly userName: string }): boolean =>
  (context.req.header('x-account') ?? encodeURIComponent(userName)) !== encodeURIComponent(userName);

/** Refuses a request beyond its account's allowance at this process; null if it may go on. */
const beyondAllowance = (context: Context, { owner }: Pick<Account, 'owner'>): Response | null => {
  const kind = context.req.method === 'GET' ? 'read' : 'deed';
  const full = context.var.allowances.spend('account', owner, kind, performance.now());
  if (full === null) return null;
  return refuseHttp(context, 'tooManyRequests', { notBefore: whenOf(full, context.var.now()) });
};

/** Converts an instant of this process's monotonic clock to the store's clock. */
export const whenOf = (even: number, now: number): number => Math.ceil(now + Math.max(0, even - performance.now()));

/** The session of an applicant who may use the account fully; otherwise the refusal, ready to send (ACCT-3). */
export const applicantOf = async (context: Context, sessions: Sessions): Promise<SignedIn | Response> => {
  const signedIn = await signedInOf(context, sessions);
  if (signedIn === undefined) return refuseHttp(context, 'signInRequired');
  if (signedIn.account.mustChange) return refuseHttp(context, 'passPhraseChangeRequired');
  return beyondAllowance(context, signedIn.account) ?? signedIn;
};

/** The parsed body of a request; otherwise `badRequest`, ready to send, which names fields and never values. */
export const bodyOf = async <T>(context: Context, schema: z.ZodType<T>): Promise<T | Response> => {
  const body: unknown = await context.req.json().catch(() => undefined);
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const fields = [...new Set(read.error.issues.map(({ path }) => path.join('.')))];
  return refuseHttp(context, 'badRequest', { fields });
};

const bindings = z.object({ address: z.string() });

/** The client's address, which the engine provides. */
export const addressOf = (env: unknown): string => bindings.parse(env).address;

/** The client's network, by which limits count. */
export const networkOfRequest = ({ env }: Pick<Context, 'env'>): string => networkOf(addressOf(env));

/** The HTTP status that goes with a refusal. */
export const statusOf = (code: RefusalCode): ContentfulStatusCode => STATUS[code] ?? 422;

const STATUS: Partial<Record<RefusalCode, ContentfulStatusCode>> = {
  badRequest: 400,
  signInRequired: 401,
  signInWrong: 401,
  sessionEnded: 401,
  originRefused: 403,
  passPhraseChangeRequired: 403,
  passPhraseEnded: 403,
  inPersonRequired: 403,
  demoAccount: 403,
  demoDeskElsewhere: 403,
  banned: 403,
  unknownCommand: 404,
  alreadyRegistered: 409,
  staleVersion: 409,
  wrongStage: 409,
  vehicleRequired: 409,
  vehicleTaken: 409,
  registrationEnded: 410,
  codeTooSoon: 429,
  workRequired: 428,
  tooManyRequests: 429,
  tooManyCodes: 429,
  messagesPaused: 503,
  gatewayDown: 503,
  outcomeUnknown: 503,
  recovering: 503,
};

/** Refuses a form because of its fields, each with its own sentence. */
export const refuseForm = (context: Context, fields: readonly FieldProblem[]): Response =>
  context.json(
    { refusal: refuse('formWrong'), now: context.var.now(), fields: [...fields] } satisfies FormRefused,
    422,
  );
