import type { ApplicationDetails, ApplicationView, NoticeText } from '../../protocol/http/application.ts';
import type { OutboxView } from '../../protocol/http/outbox.ts';
import type { PassPhraseChange } from '../../protocol/http/pass-phrase.ts';
import type { FormRefused, StepRefused } from '../../protocol/http/refused.ts';
import type { RegistrationDone, RegistrationRequest, RegistrationView } from '../../protocol/http/registration.ts';
import type { SelectionsView } from '../../protocol/http/selections.ts';
import type { SessionView } from '../../protocol/http/session.ts';
import type { SessionsView } from '../../protocol/http/sessions.ts';
import { type AskOptions, asking, type HttpAnswer, type Working } from './ask.ts';

/** A form's answer: where it is refused, with what is wrong with each field. */
export type FormAnswer<T> = HttpAnswer<T, FormRefused>;
/** A step's answer: where it is refused, also with the application as it is. */
export type StepAnswer = HttpAnswer<ApplicationView, FormRefused & Partial<StepRefused>>;

/** Every step names the version of the application that it was taken from; sent again, it is done once (SAFE-1). */
export type FormsApi = {
  /** `working` is told when the server asks for work first. */
  readonly register: (form: RegistrationRequest, working: Working) => Promise<FormAnswer<RegistrationView>>;
  readonly sendRegistrationCode: (id: string) => Promise<FormAnswer<RegistrationView>>;
  readonly completeRegistration: (id: string, code: string) => Promise<FormAnswer<RegistrationDone>>;
  readonly readRegistrationOutbox: (id: string) => Promise<HttpAnswer<OutboxView>>;
  readonly changePassPhrase: (change: PassPhraseChange) => Promise<FormAnswer<SessionView>>;
  readonly readSessions: () => Promise<HttpAnswer<SessionsView>>;
  readonly endSession: (id: string) => Promise<HttpAnswer<null>>;
  readonly readSelections: () => Promise<HttpAnswer<SelectionsView>>;
  readonly readNotice: () => Promise<HttpAnswer<NoticeText>>;
  readonly readApplication: () => Promise<StepAnswer>;
  readonly acceptNotice: (version: number) => Promise<StepAnswer>;
  readonly enterDetails: (version: number, details: ApplicationDetails) => Promise<StepAnswer>;
  readonly goBack: (version: number) => Promise<StepAnswer>;
  readonly requestCode: (version: number) => Promise<StepAnswer>;
  readonly complete: (version: number, code: string) => Promise<StepAnswer>;
};

/** The HTTP routes of the forms, apart from `createApi` so that only the pages with forms load them. Never rejects. */
export const createFormsApi = (options: AskOptions = {}): FormsApi => {
  const ask = asking(options);
  return {
    register: (form, working) => ask('POST', '/api/registration', form, working),
    sendRegistrationCode: (id) => ask('POST', '/api/registration/code', { id }),
    completeRegistration: (id, code) => ask('POST', '/api/registration/complete', { id, code }),
    readRegistrationOutbox: (id) => ask('GET', `/api/registration/${id}/outbox`),
    changePassPhrase: (change) => ask('POST', '/api/pass-phrase', change),
    readSessions: () => ask('GET', '/api/sessions'),
    endSession: (id) => ask('DELETE', `/api/sessions/${id}`),
    readSelections: () => ask('GET', '/api/selections'),
    readNotice: () => ask('GET', '/api/notice'),
    readApplication: () => ask('GET', '/api/application'),
    acceptNotice: (version) => ask('POST', '/api/application/notice', { version, accepted: true }),
    enterDetails: (version, details) => ask('POST', '/api/application/details', { version, details }),
    goBack: (version) => ask('POST', '/api/application/back', { version }),
    requestCode: (version) => ask('POST', '/api/application/code', { version }),
    complete: (version, code) => ask('POST', '/api/application/complete', { version, code }),
  };
};
