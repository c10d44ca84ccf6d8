import { type Context, Hono } from 'hono';
import type { z } from 'zod';
import {
  type ApplicationView,
  applicationCodeRequest,
  applicationCompletion,
  detailsEntry,
  type NoticeText,
  noticeAcceptance,
  stepBack,
} from '../../protocol/http/application.ts';
import type { StepRefused } from '../../protocol/http/refused.ts';
import type { Applications, Step } from '../application-form/applications.ts';
import type { Kept } from '../application-form/store.ts';
import { viewOf } from '../application-form/view.ts';
import type { Account } from '../identity/accounts.ts';
import type { Sessions } from '../identity/sessions.ts';
import { applicantOf, bodyOf, statusOf } from './routes.ts';

/** The application form (FLOW-1): its state under `/api/application`, and one route for each step. */
export const applicationRoutes = (parts: {
  sessions: Sessions;
  applications: Applications;
  notice: NoticeText;
  prefix: string;
  now: () => number;
}) => {
  const { sessions, applications, notice, prefix, now } = parts;

  const shown = async (account: Account, kept: Kept): Promise<ApplicationView> =>
    viewOf(kept, { account, blocked: await applications.blocked(account), prefix, now: now() });

  /** Takes one step. A refusal carries the problems of the fields, and the application's present state. */
  const step =
    <T extends { version: number }>(schema: z.ZodType<T>, stepOf: (body: T) => Step) =>
    async (context: Context): Promise<Response> => {
      const signedIn = await applicantOf(context, sessions);
      if (signedIn instanceof Response) return signedIn;
      const body = await bodyOf(context, schema);
      if (body instanceof Response) return body;
      const { account } = signedIn;
      const stepped = await applications.step(account, body.version, stepOf(body));
      const application = await shown(account, stepped.kept);
      if (stepped.refusal === null) return context.json(application);
      const { refusal, fields } = stepped;
      const refused = { refusal, now: now(), fields: [...fields], application } satisfies StepRefused;
      return context.json(refused, statusOf(refusal.code));
    };

  return new Hono()
    .get('/notice', (context) => context.json(notice))
    .get('/application', async (context) => {
      const signedIn = await applicantOf(context, sessions);
      if (signedIn instanceof Response) return signedIn;
      return context.json(await shown(signedIn.account, await applications.read(signedIn.account)));
    })
    .post(
      '/application/notice',
      step(noticeAcceptance, () => ({ kind: 'acceptNotice' })),
    )
    .post(
      '/application/details',
      step(detailsEntry, ({ details }) => ({ kind: 'enterDetails', details })),
    )
    .post(
      '/application/back',
      step(stepBack, () => ({ kind: 'goBack' })),
    )
    .post(
      '/application/code',
      step(applicationCodeRequest, () => ({ kind: 'requestCode' })),
    )
    .post(
      '/application/complete',
      step(applicationCompletion, ({ code }) => ({ kind: 'enterCode', code })),
    );
};
