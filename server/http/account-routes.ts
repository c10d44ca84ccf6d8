import { type Context, Hono } from 'hono';
import type { OutboxView } from '../../protocol/http/outbox.ts';
import { passPhraseChange } from '../../protocol/http/pass-phrase.ts';
import {
  type RegistrationDone,
  type RegistrationView,
  registrationCodeRequest,
  registrationCompletion,
  registrationRequest,
} from '../../protocol/http/registration.ts';
import { maskPhone } from '../checks/mask.ts';
import type { Outbox } from '../checks/sms/outbox.ts';
import type { Account } from '../identity/accounts.ts';
import type { Devices } from '../identity/devices.ts';
import type { PassPhraseChanges } from '../identity/pass-phrase-changes.ts';
import type { Registering, Registration, RegistrationRefused } from '../identity/registration.ts';
import type { Sessions } from '../identity/sessions.ts';
import { requesterOf } from './requester.ts';
import { bodyOf, networkOfRequest, refuseForm, refuseHttp, signedInOf } from './routes.ts';
import { sendSession } from './session-routes.ts';

/** Registration on the web (ACCT-1), and changes of the pass-phrase (ACCT-3). */
export const accountRoutes = (parts: {
  registration: Registration;
  changes: PassPhraseChanges;
  sessions: Sessions;
  devices: Devices;
  outbox: Outbox;
  now: () => number;
  /** Ends the connections of every session of an account. */
  signedOut: (account: Account) => void;
}) => {
  const { registration, changes, sessions, devices, outbox, now, signedOut } = parts;
  const answer = (context: Context, result: Registering | RegistrationRefused) => {
    if ('problems' in result) return refuseForm(context, result.problems);
    if ('refused' in result) return refuseHttp(context, result.refused, result.facts);
    const { id, mobile, endsAt } = result;
    const { sentAt, expiresAt, resendFrom, entriesLeft } = result.code;
    const code = { phone: maskPhone(mobile), sentAt, expiresAt, resendFrom, entriesLeft };
    return context.json({ id, code, endsAt, now: now() } satisfies RegistrationView);
  };
  return (
    new Hono()
      .post('/registration', async (context) => {
        const body = await bodyOf(context, registrationRequest);
        return body instanceof Response
          ? body
          : answer(context, await registration.begin(body, networkOfRequest(context)));
      })
      .post('/registration/code', async (context) => {
        const body = await bodyOf(context, registrationCodeRequest);
        return body instanceof Response ? body : answer(context, await registration.again(body.id));
      })
      .post('/registration/complete', async (context) => {
        const body = await bodyOf(context, registrationCompletion);
        if (body instanceof Response) return body;
        const result = await registration.complete(body.id, body.code);
        return 'userName' in result ? context.json(result satisfies RegistrationDone, 201) : answer(context, result);
      })
      // There is no session yet: the registration's secret id opens the development outbox, for its own messages only.
      .get('/registration/:id/outbox', async (context) => {
        const mailbox = await registration.mailboxOf(context.req.param('id'));
        if (mailbox === undefined) return refuseHttp(context, 'registrationEnded');
        const { mobile, since, subject } = mailbox;
        const messages = (await outbox.read(mobile)).filter(({ at, text }) => at >= since && text.includes(subject));
        return context.json({ messages } satisfies OutboxView);
      })
      .post('/pass-phrase', async (context) => {
        const signedIn = await signedInOf(context, sessions);
        if (signedIn === undefined) return refuseHttp(context, 'signInRequired');
        const body = await bodyOf(context, passPhraseChange);
        if (body instanceof Response) return body;
        const { origin } = requesterOf(context, devices, signedIn.account.userName);
        const result = await changes.change(signedIn, { ...body, origin });
        if ('problems' in result) return refuseForm(context, result.problems);
        if ('refused' in result) return refuseHttp(context, result.refused, result.facts);
        signedOut(signedIn.account);
        return sendSession(context, result, { tokenIn: body.tokenIn, devices });
      })
  );
};
