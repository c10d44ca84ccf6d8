import { z } from 'zod';
import type { RefusalCode } from '../refusals.ts';
import {
  applicationCodeRequest,
  applicationCompletion,
  applicationView,
  detailsEntry,
  noticeAcceptance,
  noticeText,
  stepBack,
} from './application.ts';
import { demoAccounts } from './demo-accounts.ts';
import { outboxView } from './outbox.ts';
import { passPhraseChange } from './pass-phrase.ts';
import { formRefused, httpRefused, stepRefused } from './refused.ts';
import {
  registrationCodeRequest,
  registrationCompletion,
  registrationDone,
  registrationRequest,
  registrationView,
} from './registration.ts';
import { selectionsView } from './selections.ts';
import { sessionView, signInRequest } from './session.ts';
import { sessionsView } from './sessions.ts';
import { voucherView } from './voucher.ts';

/** One thing that an applicant's client can ask over HTTP. */
type HttpRoute = {
  /** The JSON body; null if there is none. */
  readonly request: z.ZodType | null;
  /** The body of a success; null if it has none. */
  readonly answer: z.ZodType | null;
  /** What it in particular may be refused for; what any may be refused for is added by `httpRefusalsOf`. */
  readonly refusals: readonly RefusalCode[];
  readonly refused: z.ZodType;
};

const signedIn = ['signInRequired', 'passPhraseChangeRequired'] as const;
const step = { answer: applicationView, refused: stepRefused.or(httpRefused) } as const;
const anyStep = [...signedIn, 'inPersonRequired', 'banned', 'staleVersion', 'wrongStage'] as const;
const ineligible = [
  'vehicleUnknown',
  'vehicleNotYours',
  'vehicleTransferred',
  'vehicleNotSmall',
  'vehicleClassNotOpen',
  'vehicleHasPlate',
  'vehicleTaken',
  'invoiceMismatch',
] as const;
/** Why a code was not sent. */
const unsent = ['tooManyCodes', 'messagesPaused', 'gatewayDown'] as const;
const jwk = z.record(z.string(), z.string()).describe('A JWK (RFC 7517).');
const form = formRefused.or(httpRefused);

/** Everything that an applicant's client can ask over HTTP, under `/api`; `:id` stands for what the client fills in. */
export const httpRoutes = {
  'GET /api/demo': { request: null, answer: demoAccounts, refusals: ['unknownCommand'], refused: httpRefused },
  'POST /api/session': {
    request: signInRequest,
    answer: sessionView,
    refusals: ['signInWrong', 'passPhraseEnded', 'workRequired', 'tooManyRequests'],
    refused: httpRefused,
  },
  'GET /api/session': { request: null, answer: sessionView, refusals: [], refused: httpRefused },
  'DELETE /api/session': { request: null, answer: null, refusals: [], refused: httpRefused },
  'GET /api/sessions': { request: null, answer: sessionsView, refusals: ['signInRequired'], refused: httpRefused },
  'DELETE /api/sessions/:id': { request: null, answer: null, refusals: ['signInRequired'], refused: httpRefused },
  'DELETE /api/sessions': { request: null, answer: null, refusals: ['signInRequired'], refused: httpRefused },
  'POST /api/pass-phrase': {
    request: passPhraseChange,
    answer: sessionView,
    refusals: ['signInRequired', 'demoAccount', 'tooManyRequests', 'signInWrong', 'formWrong', 'sessionEnded'],
    refused: form,
  },
  'POST /api/registration': {
    request: registrationRequest,
    answer: registrationView,
    refusals: ['formWrong', 'workRequired', 'tooManyRequests', ...unsent],
    refused: form,
  },
  'POST /api/registration/code': {
    request: registrationCodeRequest,
    answer: registrationView,
    refusals: ['registrationEnded', 'codeTooSoon', ...unsent],
    refused: httpRefused,
  },
  'POST /api/registration/complete': {
    request: registrationCompletion,
    answer: registrationDone,
    refusals: ['registrationEnded', 'codeNotRequested', 'codeWrong', 'codeDead', 'formWrong', 'alreadyRegistered'],
    refused: form,
  },
  'GET /api/registration/:id/outbox': {
    request: null,
    answer: outboxView,
    refusals: ['registrationEnded'],
    refused: httpRefused,
  },
  'GET /api/notice': { request: null, answer: noticeText, refusals: [], refused: httpRefused },
  'GET /api/application': { request: null, answer: applicationView, refusals: signedIn, refused: httpRefused },
  'POST /api/application/notice': { request: noticeAcceptance, refusals: anyStep, ...step },
  'POST /api/application/details': {
    request: detailsEntry,
    refusals: [...anyStep, 'formWrong', 'tooManyRequests', ...ineligible],
    ...step,
  },
  'POST /api/application/back': { request: stepBack, refusals: anyStep, ...step },
  'POST /api/application/code': {
    request: applicationCodeRequest,
    refusals: [...anyStep, 'codeTooSoon', ...unsent],
    ...step,
  },
  'POST /api/application/complete': {
    request: applicationCompletion,
    refusals: [...anyStep, 'codeNotRequested', 'codeWrong', 'codeDead', ...ineligible],
    ...step,
  },
  'GET /api/selections': { request: null, answer: selectionsView, refusals: signedIn, refused: httpRefused },
  'GET /api/outbox': { request: null, answer: outboxView, refusals: signedIn, refused: httpRefused },
  'GET /api/voucher': {
    request: null,
    answer: voucherView,
    refusals: [...signedIn, 'vehicleRequired', 'wrongStage'],
    refused: httpRefused,
  },
  'GET /api/voucher-key': {
    request: null,
    answer: jwk,
    refusals: [],
    refused: httpRefused,
  },
  'GET /api/voucher-keys': {
    request: null,
    answer: z.object({ keys: z.array(jwk).min(1) }).describe('A JWK set (RFC 7517); the first key signs.'),
    refusals: [],
    refused: httpRefused,
  },
} as const satisfies Record<string, HttpRoute>;

export type HttpRouteName = keyof typeof httpRoutes;
export const httpRouteNames = Object.keys(httpRoutes) as HttpRouteName[];

/** What a request may be refused for: by its own refusals, and by those that follow from its form or befall any. */
export const httpRefusalsOf = (name: HttpRouteName): readonly RefusalCode[] => [
  ...httpRoutes[name].refusals,
  ...(httpRoutes[name].request === null ? [] : (['badRequest'] as const)),
  ...(name.startsWith('GET ') ? [] : (['originRefused', 'recovering'] as const)),
  'outcomeUnknown',
  // Every address and account has an allowance of requests.
  'tooManyRequests',
];

/** The route of a request, without its query; undefined if there is none. */
export const httpRouteOf = (method: string, path: string): HttpRouteName | undefined =>
  httpRouteNames.find((name) => {
    const [said = '', pattern = ''] = name.split(' ');
    const steps = pattern.split('/');
    const walked = path.replace(/\?.*/, '').split('/');
    return (
      said === method &&
      steps.length === walked.length &&
      steps.every((one, i) => one.startsWith(':') || one === walked[i])
    );
  });
