import { type Context, Hono } from 'hono';
import {
  type DeskDemo,
  type DeskSessionView,
  deskPassPhraseChange,
  deskSignInRequest,
} from '../../protocol/desk/session.ts';
import { problemOf } from '../../protocol/form-problems.ts';
import type { SessionsView } from '../../protocol/http/sessions.ts';
import type { RefusalCode } from '../../protocol/refusals.ts';
import { DEMO_DESK, type DeskAccount, type DeskAccounts } from '../desk/accounts.ts';
import type { AuditTrail } from '../desk/audit.ts';
import type { DemoDesk } from '../desk/demo-desk.ts';
import type { FailedSignIns } from '../desk/failed-sign-ins.ts';
import { isCommonPassPhrase } from '../identity/common-pass-phrases.ts';
import type { Devices } from '../identity/devices.ts';
import type { Sessions } from '../identity/sessions.ts';
import type { SignedIn, SignIn } from '../identity/sign-in.ts';
import { keepDevice, requesterOf } from './requester.ts';
import { addressOf, bodyOf, refuseForm, refuseHttp, signedInOf } from './routes.ts';
import { asksAcross, DESK_COOKIE, dropSessionCookie, setSessionCookie } from './session-cookie.ts';

/** Signing in and out at the desk: `/api/desk/session`; changing one's pass-phrase; and how to try it: `/api/desk/demo`. */
export const deskSessionRoutes = (parts: {
  signIn: SignIn<DeskAccount>;
  sessions: Sessions<DeskAccount>;
  devices: Devices;
  now: () => number;
  accounts: DeskAccounts;
  audit: AuditTrail;
  failures: Pick<FailedSignIns, 'note'>;
  /** The same way in for callers whom the demo's desk does not admit: it knows lasting accounts alone. */
  lastingSignIn: SignIn<DeskAccount>;
  demoDesk: DemoDesk;
  /** Ends the connections of a session, or of every session of an account where no token is named. */
  signedOut: (account: DeskAccount, token?: string) => void;
}) => {
  const { sessions, devices, now, accounts, audit, failures, demoDesk, signedOut } = parts;
  const note = ({ userName: who, role }: DeskAccount, what: string, outcome = 'done') =>
    audit.append({ who, role, what, outcome });
  /** Work that is asked for is no failure: the same comes again with it. */
  const failed = (
    what: 'signIn' | 'changePassPhrase',
    userName: string,
    network: string,
    outcome: RefusalCode,
  ): void => {
    if (outcome !== 'workRequired') failures.note({ what, userName, network, outcome });
  };
  /** One that was chosen before common ones were refused must be changed now: at the desk it opens too much. */
  const withGoodPassPhrase = async (account: DeskAccount, passPhrase: string): Promise<DeskAccount> => {
    if (account.demo || account.mustChange || !isCommonPassPhrase(passPhrase)) return account;
    await accounts.demandChange(account);
    return { ...account, mustChange: true };
  };
  const isAdmitted = ({ env, req }: Context) => demoDesk.admits({ address: addressOf(env), headers: req.raw.headers });
  const signInFor = (context: Context) => (isAdmitted(context) ? parts.signIn : parts.lastingSignIn);
  const who = async (context: Context) => {
    const signedIn = await signedInOf(context, sessions, DESK_COOKIE);
    return signedIn?.account.ofDemo === true && !isAdmitted(context) ? undefined : signedIn;
  };
  return new Hono()
    .get('/demo', (context) => {
      if (isAdmitted(context)) return context.json(DEMO_DESK satisfies DeskDemo);
      return refuseHttp(context, demoDesk.exists ? 'demoDeskElsewhere' : 'unknownCommand');
    })
    .get('/session', async (context) => {
      const signedIn = await who(context);
      return signedIn === undefined ? context.body(null, 204) : context.json(viewOf(signedIn.account));
    })
    .post('/session', async (context) => {
      const body = await bodyOf(context, deskSignInRequest);
      if (body instanceof Response) return body;
      const { tokenIn, ...given } = body;
      const { userName, passPhrase } = given;
      const from = requesterOf(context, devices, userName);
      const said = await signInFor(context).signIn({ ...given, ...from });
      if ('refused' in said) {
        failed('signIn', userName, from.address, said.refused);
        return refuseHttp(context, said.refused, said.facts);
      }
      await note(said.account, 'signIn');
      return sayWho(
        context,
        { ...said, account: await withGoodPassPhrase(said.account, passPhrase) },
        { tokenIn, devices },
      );
    })
    .delete('/session', async (context) => {
      const signedIn = await who(context);
      // Where the cookie is another account's by now, it is not this page's to drop.
      if (signedIn !== undefined || context.req.header('x-account') === undefined)
        dropSessionCookie(context, DESK_COOKIE);
      if (signedIn !== undefined) {
        await sessions.end(signedIn.token);
        await note(signedIn.account, 'signOut');
        signedOut(signedIn.account, signedIn.token);
      }
      return context.body(null, 204);
    })
    .get('/sessions', async (context) => {
      const signedIn = await who(context);
      if (signedIn === undefined) return refuseHttp(context, 'signInRequired');
      const listed = await sessions.list(signedIn.account.owner, signedIn.token);
      return context.json({ now: now(), sessions: listed } satisfies SessionsView);
    })
    .delete('/sessions/:id', async (context) => {
      const signedIn = await who(context);
      if (signedIn === undefined) return refuseHttp(context, 'signInRequired');
      await sessions.endById(signedIn.account.owner, context.req.param('id'));
      await note(signedIn.account, 'endSession');
      return context.body(null, 204);
    })
    .delete('/sessions', async (context) => {
      const signedIn = await who(context);
      if (signedIn === undefined) return refuseHttp(context, 'signInRequired');
      dropSessionCookie(context, DESK_COOKIE);
      await sessions.endAll(signedIn.account.owner);
      await note(signedIn.account, 'endAllSessions');
      signedOut(signedIn.account);
      return context.body(null, 204);
    })
    .post('/pass-phrase', async (context) => {
      const signedIn = await who(context);
      if (signedIn === undefined) return refuseHttp(context, 'signInRequired');
      const body = await bodyOf(context, deskPassPhraseChange);
      if (body instanceof Response) return body;
      const { passPhrase, newPassPhrase, tokenIn } = body;
      const { userName } = signedIn.account;
      const from = requesterOf(context, devices, userName);
      // Through the way in, so that guessing meets the same limits.
      const again = await signInFor(context).signIn({ userName, passPhrase, ...from });
      if ('refused' in again) {
        failed('changePassPhrase', userName, from.address, again.refused);
        return refuseHttp(context, again.refused, again.facts);
      }
      const { account } = signedIn;
      if (newPassPhrase === passPhrase) return refuseForm(context, [problemOf('newPassPhrase', 'passPhraseSame')]);
      const changed = await accounts.setPassPhrase(account, newPassPhrase);
      if (changed === 'passPhraseWeak' || changed === 'passPhraseCommon')
        return refuseForm(context, [problemOf('newPassPhrase', changed)]);
      if (changed === 'demoAccount') return refuseHttp(context, changed);
      if (changed === 'accountUnknown') return refuseHttp(context, 'sessionEnded');
      await note(account, 'changePassPhrase');
      await sessions.endAll(account.owner);
      signedOut(account);
      const renewed: DeskAccount = { ...account, mustChange: false };
      const token = await sessions.start(renewed, await sessions.generationOf(account.owner));
      return sayWho(context, { account: renewed, token }, { tokenIn, devices });
    });
};

const sayWho = (
  context: Context,
  { account, token }: SignedIn<DeskAccount>,
  { tokenIn, devices }: { readonly tokenIn: 'cookie' | 'body'; readonly devices: Devices },
) => {
  if (tokenIn === 'body' || asksAcross(context)) return context.json({ ...viewOf(account), token });
  setSessionCookie(context, DESK_COOKIE, token);
  keepDevice(context, devices, account.userName);
  return context.json(viewOf(account));
};

const viewOf = ({ userName, role, mustChange, demo }: DeskAccount): DeskSessionView => ({
  userName,
  role,
  mustChange,
  demo,
});
