import type { ApplicationDetails, ApplicationView, NoticeText } from '../../protocol/http/application.ts';
import type { OutboxView } from '../../protocol/http/outbox.ts';
import type { PassPhraseChange } from '../../protocol/http/pass-phrase.ts';
import type { FormRefused, StepRefused } from '../../protocol/http/refused.ts';
import type { RegistrationDone, RegistrationRequest, RegistrationView } from '../../protocol/http/registration.ts';
import type { SelectionsView } from '../../protocol/http/selections.ts';
import type { SessionView } from '../../protocol/http/session.ts';
import type { SessionsView } from '../../protocol/http/sessions.ts';
import { type AskOptions, asking, type HttpAnswer, type Working } from './ask.ts';

/** A form's answer; a refusal carries the problems of the fields. */
export type FormAnswer<T> = HttpAnswer<T, FormRefused>;
/** A step's answer; a refusal also carries the application as it is. */
export type StepAnswer = HttpAnswer<ApplicationView, FormRefused & Partial<StepRefused>>;

/**
 * The HTTP routes of the forms, apart from `createApi` so that only the pages with forms load them. Never rejects. Every
 * step names the version of the application that it was taken from; sent again, it is done once (SAFE-1).
 */
export const createFormsApi = (options: AskOptions = {}) => {
  const ask = asking(options);
  return {
    /** `working` is told when the server asks for work first. */
    register: (form: RegistrationRequest, working: Working): Promise<FormAnswer<RegistrationView>> =>
      ask('POST', '/api/registration', form, working),
    sendRegistrationCode: (id: string): Promise<FormAnswer<RegistrationView>> =>
      ask('POST', '/api/registration/code', { id }),
    completeRegistration: (id: string, code: string): Promise<FormAnswer<RegistrationDone>> =>
      ask('POST', '/api/registration/complete', { id, code }),
    readRegistrationOutbox: (id: string): Promise<HttpAnswer<OutboxView>> =>
      ask('GET', `/api/registration/${id}/outbox`),
    changePassPhrase: (change: PassPhraseChange): Promise<FormAnswer<SessionView>> =>
      ask('POST', '/api/pass-phrase', change),
    readSessions: (): Promise<HttpAnswer<SessionsView>> => ask('GET', '/api/sessions'),
    endSession: (id: string): Promise<HttpAnswer<null>> => ask('DELETE', `/api/sessions/${id}`),
    readSelections: (): Promise<HttpAnswer<SelectionsView>> => ask('GET', '/api/selections'),
    readNotice: (): Promise<HttpAnswer<NoticeText>> => ask('GET', '/api/notice'),
    readApplication: (): Promise<StepAnswer> => ask('GET', '/api/application'),
    acceptNotice: (version: number): Promise<StepAnswer> =>
      ask('POST', '/api/application/notice', { version, accepted: true }),
    enterDetails: (version: number, details: ApplicationDetails): Promise<StepAnswer> =>
      ask('POST', '/api/application/details', { version, details }),
    goBack: (version: number): Promise<StepAnswer> => ask('POST', '/api/application/back', { version }),
    requestCode: (version: number): Promise<StepAnswer> => ask('POST', '/api/application/code', { version }),
    complete: (version: number, code: string): Promise<StepAnswer> =>
      ask('POST', '/api/application/complete', { version, code }),
  };
};
export type FormsApi = ReturnType<typeof createFormsApi>;
