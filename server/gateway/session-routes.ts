import { Hono } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { type DemoAccounts, type SessionView, signInRequest } from '../../protocol/http.ts';
import { maskVin } from '../checks/mask.ts';
import type { Account, Accounts } from '../identity/accounts.ts';
import { SESSION_LIFE, type Sessions } from '../identity/sessions.ts';
import { refuseHttp, signedInOf } from './routes.ts';
import { SESSION_COOKIE } from './session-cookie.ts';

/** Signing in and out: `/api/session`, and how to try it: `/api/demo`. */
export const sessionRoutes = (parts: {
  accounts: Accounts;
  sessions: Sessions;
  /** Null where there are no demo applicants. */
  demo: DemoAccounts | null;
  /** Ends the session's connections. */
  signedOut: (account: Account, token: string) => void;
}) => {
  const { accounts, sessions, demo, signedOut } = parts;
  return new Hono()
    .get('/demo', (context) => (demo === null ? refuseHttp(context, 404, 'unknownCommand') : context.json(demo)))
    .get('/session', async (context) => {
      const signedIn = await signedInOf(context, sessions);
      return signedIn === undefined ? refuseHttp(context, 401, 'signInRequired') : context.json(viewOf(signedIn.account));
    })
    .post('/session', async (context) => {
      const body: unknown = await context.req.json().catch(() => undefined);
      const request = signInRequest.safeParse(body);
      if (!request.success) {
        return refuseHttp(context, 400, 'badRequest', { fields: request.error.issues.map(({ path }) => path.join('.')) });
      }
      const { userName, passPhrase, tokenIn } = request.data;
      const account = await accounts.signIn(userName, passPhrase);
      if (account === undefined) return refuseHttp(context, 401, 'signInWrong');
      const token = await sessions.start(account);
      if (tokenIn === 'body') return context.json({ ...viewOf(account), token });
      const secure = context.req.url.startsWith('https:');
      setCookie(context, SESSION_COOKIE, token, { httpOnly: true, sameSite: 'Strict', path: '/', secure, maxAge: SESSION_LIFE });
      return context.json(viewOf(account));
    })
    .delete('/session', async (context) => {
      const signedIn = await signedInOf(context, sessions);
      deleteCookie(context, SESSION_COOKIE);
      if (signedIn !== undefined) {
        await sessions.end(signedIn.token);
        signedOut(signedIn.account, signedIn.token);
      }
      return context.body(null, 204);
    });
};

const viewOf = ({ userName, displayName, vehicle, demo }: Account): SessionView => ({
  userName,
  displayName,
  vehicle: { vin: maskVin(vehicle.vin), model: vehicle.model },
  demo,
});
