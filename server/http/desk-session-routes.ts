import { type Context, Hono } from 'hono';
import { renderSVG } from 'uqr';
import {
  type DeskDemo,
  type DeskSessionView,
  deskPassPhraseChange,
  deskSignInRequest,
  type SecondFactorOffer,
  secondFactorEnd,
  secondFactorProof,
  secondFactorRequest,
} from '../../protocol/desk/session.ts';
import { problemOf } from '../../protocol/form-problems.ts';
import type { SessionsView } from '../../protocol/http/sessions.ts';
import type { RefusalCode } from '../../protocol/refusals.ts';
import { DEMO_DESK, type DeskAccount, type DeskAccounts } from '../desk/accounts.ts';
import type { AuditTrail } from '../desk/audit.ts';
import type { DemoDesk } from '../desk/demo-desk.ts';
import type { FailedSignIns, Failure } from '../desk/failed-sign-ins.ts';
import type { SecondFactors } from '../desk/second-factors.ts';
import { isCommonPassPhrase } from '../identity/common-pass-phrases.ts';
import type { Devices } from '../identity/devices.ts';
import { asksAcross, DESK_COOKIE, dropSessionCookie, setSessionCookie } from '../identity/session-cookie.ts';
import type { Sessions } from '../identity/sessions.ts';
import type { SignedIn, SignIn, SignInAttempt } from '../identity/sign-in.ts';
import { keepDevice, requesterOf } from './requester.ts';
import { addressOf, bodyOf, refuseForm, refuseHttp, signedInOf } from './routes.ts';

/**
 * Signing in and out at the desk: `/api/desk/session`; changing one's pass-phrase; one's second factor; and how to try
 * it: `/api/desk/demo`.
 */
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
  factors: SecondFactors;
  /** Ends the connections of a session, or of every session of an account where no token is named. */
  signedOut: (account: DeskAccount, token?: string) => void;
}) => {
  const { sessions, devices, now, accounts, audit, failures, demoDesk, factors, signedOut } = parts;
  const note = ({ userName: who, role }: DeskAccount, what: string, outcome = 'done') =>
    audit.append({ who, role, what, outcome });
  /** Work or a code that is asked for is no failure: the same comes again with it. */
  const failed = (what: Failure['what'], userName: string, network: string, outcome: RefusalCode): void => {
    if (outcome !== 'workRequired' && outcome !== 'oneTimeCodeRequired')
      failures.note({ what, userName, network, outcome });
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
  /** Has a signed-in user prove the pass-phrase again, as at a sign-in, so that the same limits stop guessing. */
  const refuseUnproved = async (
    context: Context,
    { userName }: DeskAccount,
    what: Failure['what'],
    given: Pick<SignInAttempt, 'passPhrase' | 'code'>,
  ): Promise<Response | null> => {
    const from = requesterOf(context, devices, userName);
    const proved = await signInFor(context).prove({ userName, ...given, ...from });
    if (!('refused' in proved)) return null;
    failed(what, userName, from.address, proved.refused);
    return refuseHttp(context, proved.refused, proved.facts);
  };
  const sayWho = async (
    context: Context,
    { account, token }: SignedIn<DeskAccount>,
    tokenIn: 'cookie' | 'body',
  ): Promise<Response> => {
    const view = await viewOf(account, factors);
    if (tokenIn === 'body' || asksAcross(context)) return context.json({ ...view, token });
    setSessionCookie(context, DESK_COOKIE, token);
    keepDevice(context, devices, account.userName);
    return context.json(view);
  };
  /** How the account signs in has changed: every session that began otherwise ends, and this one begins anew. */
  const renew = async (context: Context, account: DeskAccount, tokenIn: 'cookie' | 'body'): Promise<Response> => {
    await sessions.endAll(account.owner);
    signedOut(account);
    const token = await sessions.start(account, await sessions.generationOf(account.owner));
    return sayWho(context, { account, token }, tokenIn);
  };
  return new Hono()
    .get('/demo', (context) => {
      if (isAdmitted(context)) return context.json(DEMO_DESK satisfies DeskDemo);
      return refuseHttp(context, demoDesk.exists ? 'demoDeskElsewhere' : 'unknownCommand');
    })
    .get('/session', async (context) => {
      const signedIn = await who(context);
      return signedIn === undefined ? context.body(null, 204) : context.json(await viewOf(signedIn.account, factors));
    })
    .post('/session', async (context) => {
      const body = await bodyOf(context, deskSignInRequest);
      if (body instanceof Response) return body;
      const { tokenIn, ...given } = body;
      const { userName, passPhrase } = given;
      const from = requesterOf(context, devices, userName);
      const signedIn = await signInFor(context).signIn({ ...given, ...from });
      if ('refused' in signedIn) {
        failed('signIn', userName, from.address, signedIn.refused);
        return refuseHttp(context, signedIn.refused, signedIn.facts);
      }
      await note(signedIn.account, 'signIn');
      return sayWho(context, { ...signedIn, account: await withGoodPassPhrase(signedIn.account, passPhrase) }, tokenIn);
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
      const { passPhrase, newPassPhrase, code, tokenIn } = body;
      const { account } = signedIn;
      const unproved = await refuseUnproved(context, account, 'changePassPhrase', { passPhrase, code });
      if (unproved !== null) return unproved;
      if (newPassPhrase === passPhrase) return refuseForm(context, [problemOf('newPassPhrase', 'passPhraseSame')]);
      const changed = await accounts.setPassPhrase(account, newPassPhrase);
      if (changed === 'passPhraseWeak' || changed === 'passPhraseCommon')
        return refuseForm(context, [problemOf('newPassPhrase', changed)]);
      if (changed === 'demoAccount') return refuseHttp(context, changed);
      if (changed === 'accountUnknown') return refuseHttp(context, 'sessionEnded');
      await note(account, 'changePassPhrase');
      return renew(context, { ...account, mustChange: false }, tokenIn);
    })
    .post('/second-factor', async (context) => {
      const signedIn = await who(context);
      if (signedIn === undefined) return refuseHttp(context, 'signInRequired');
      const { account } = signedIn;
      if (account.mustChange) return refuseHttp(context, 'passPhraseChangeRequired');
      if ((await factors.standingOf(account)) === 'on') return refuseHttp(context, 'wrongStage');
      const body = await bodyOf(context, secondFactorRequest);
      if (body instanceof Response) return body;
      const unproved = await refuseUnproved(context, account, 'enrolSecondFactor', body);
      if (unproved !== null) return unproved;
      const offer = await factors.offer(account);
      if (typeof offer === 'string') return refuseHttp(context, offer);
      return context.json({ secret: offer.secret, qr: renderSVG(offer.uri) } satisfies SecondFactorOffer);
    })
    .post('/second-factor/code', async (context) => {
      const signedIn = await who(context);
      if (signedIn === undefined) return refuseHttp(context, 'signInRequired');
      const body = await bodyOf(context, secondFactorProof);
      if (body instanceof Response) return body;
      const { account } = signedIn;
      const confirmed = await factors.confirm(account, body.code);
      if (confirmed !== 'confirmed') return refuseHttp(context, confirmed);
      await note(account, 'enrolSecondFactor');
      return renew(context, account, body.tokenIn);
    })
    .post('/second-factor/end', async (context) => {
      const signedIn = await who(context);
      if (signedIn === undefined) return refuseHttp(context, 'signInRequired');
      const { account } = signedIn;
      if ((await factors.standingOf(account)) !== 'on') return refuseHttp(context, 'secondFactorUnknown');
      const body = await bodyOf(context, secondFactorEnd);
      if (body instanceof Response) return body;
      const { tokenIn, ...given } = body;
      const unproved = await refuseUnproved(context, account, 'endSecondFactor', given);
      if (unproved !== null) return unproved;
      await factors.remove(account);
      await note(account, 'endSecondFactor');
      return renew(context, account, tokenIn);
    });
};

const viewOf = async (account: DeskAccount, factors: Pick<SecondFactors, 'standingOf'>): Promise<DeskSessionView> => {
  const { userName, role, mustChange, demo } = account;
  return { userName, role, mustChange, secondFactor: await factors.standingOf(account), demo };
};
