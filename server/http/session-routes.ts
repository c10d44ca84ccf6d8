import { type Context, Hono } from 'hono';
import type { DemoAccounts } from '../../protocol/http/demo-accounts.ts';
import { type SessionView, signInRequest } from '../../protocol/http/session.ts';
import type { SessionsView } from '../../protocol/http/sessions.ts';
import { maskVin } from '../checks/mask.ts';
import type { Account } from '../identity/accounts.ts';
import type { Devices } from '../identity/devices.ts';
import { asksAcross, dropSessionCookie, SESSION_COOKIE, setSessionCookie } from '../identity/session-cookie.ts';
import type { Sessions } from '../identity/sessions.ts';
import type { SignedIn, SignIn } from '../identity/sign-in.ts';
import { keepDevice, requesterOf } from './requester.ts';
import { bodyOf, refuseHttp, signedInOf } from './routes.ts';

/**
 * Signing in and out under `/api/session`, sessions on all devices under `/api/sessions`, and demo accounts under
 * `/api/demo`.
 */
export const sessionRoutes = (parts: {
  signIn: SignIn;
  sessions: Sessions;
  devices: Devices;
  now: () => number;
  /** Null without demo applicants. */
  demo: DemoAccounts | null;
  /** Ends the connections of one session; without a token, of every session of the account. */
  signedOut: (account: Account, token?: string) => void;
}) => {
  const { signIn, sessions, devices, now, demo, signedOut } = parts;
  return new Hono()
    .get('/demo', (context) => (demo === null ? refuseHttp(context, 'unknownCommand') : context.json(demo)))
    .get('/session', async (context) => {
      const signedIn = await signedInOf(context, sessions);
      // Being signed out is a normal answer: a browser would show a refusal to every newcomer as an error.
      return signedIn === undefined ? context.body(null, 204) : context.json(viewOf(signedIn.account));
    })
    .post('/session', async (context) => {
      const body = await bodyOf(context, signInRequest);
      if (body instanceof Response) return body;
      const { tokenIn, ...given } = body;
      const result = await signIn.signIn({ ...given, ...requesterOf(context, devices, given.userName) });
      if ('refused' in result) return refuseHttp(context, result.refused, result.facts);
      return sendSession(context, result, { tokenIn, devices });
    })
    .delete('/session', async (context) => {
      const signedIn = await signedInOf(context, sessions);
      // If the cookie belongs to another account by now, this page must not drop it.
      if (signedIn !== undefined || context.req.header('x-account') === undefined)
        dropSessionCookie(context, SESSION_COOKIE);
      if (signedIn !== undefined) {
        await sessions.end(signedIn.token);
        signedOut(signedIn.account, signedIn.token);
      }
      return context.body(null, 204);
    })
    .get('/sessions', async (context) => {
      const signedIn = await signedInOf(context, sessions);
      if (signedIn === undefined) return refuseHttp(context, 'signInRequired');
      const listed = await sessions.list(signedIn.account.owner, signedIn.token);
      return context.json({ now: now(), sessions: listed } satisfies SessionsView);
    })
    .delete('/sessions/:id', async (context) => {
      const signedIn = await signedInOf(context, sessions);
      if (signedIn === undefined) return refuseHttp(context, 'signInRequired');
      // Its connections end as after a session that ended at another node.
      await sessions.endById(signedIn.account.owner, context.req.param('id'));
      return context.body(null, 204);
    })
    .delete('/sessions', async (context) => {
      const signedIn = await signedInOf(context, sessions);
      if (signedIn === undefined) return refuseHttp(context, 'signInRequired');
      dropSessionCookie(context, SESSION_COOKIE);
      await sessions.endAll(signedIn.account.owner);
      signedOut(signedIn.account);
      return context.body(null, 204);
    });
};

/** Sends the account of a new session, with the token in the body, or in a cookie beside the device's. */
export const sendSession = (
  context: Context,
  { account, token }: SignedIn,
  { tokenIn, devices }: { readonly tokenIn: 'cookie' | 'body'; readonly devices: Devices },
) => {
  if (tokenIn === 'body' || asksAcross(context)) return context.json({ ...viewOf(account), token });
  setSessionCookie(context, SESSION_COOKIE, token);
  keepDevice(context, devices, account.userName);
  return context.json(viewOf(account));
};

const viewOf = ({ userName, displayName, kind, inPerson, mustChange, vehicles, demo }: Account): SessionView => {
  const shown = vehicles.map(({ selection, vin, model }) => ({ selection, vin: maskVin(vin), model }));
  const [first, ...others] = shown;
  const vehicle = first === undefined || others.length > 0 ? null : { vin: first.vin, model: first.model };
  return { userName, displayName, kind, inPerson, mustChange, vehicles: shown, vehicle, demo };
};
