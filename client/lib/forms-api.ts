import type { ApplicationDetails, ApplicationView, NoticeText } from '../../protocol/http/application.ts';
import type { FormRefused } from '../../protocol/http/form-refused.ts';
import type { PassPhraseChange } from '../../protocol/http/pass-phrase.ts';
import type { RegistrationDone, RegistrationRequest, RegistrationView } from '../../protocol/http/registration.ts';
import type { SelectionsView } from '../../protocol/http/selections.ts';
import type { OutboxView, SessionView } from '../../protocol/http.ts';
import { asking, type HttpAnswer } from './ask.ts';

/** A form's answer: where it is refused, with what is wrong with each field. */
export type FormAnswer<T> = HttpAnswer<T, FormRefused>;
/** A step's answer: where it is refused, also with the application as it is. */
export type StepAnswer = HttpAnswer<ApplicationView, FormRefused & { readonly application?: ApplicationView }>;

/** The HTTP routes of the forms, apart from `createApi` so that only the pages with forms load them. Never rejects. */
export const createFormsApi = (origin = '') => {
  const ask = asking(origin);
  const form =
    <B extends object, T>(path: string) =>
    (body: B): Promise<FormAnswer<T>> =>
      ask('POST', path, body);
  const step =
    <B>(name: string) =>
    (body: B & { readonly version: number }): Promise<StepAnswer> =>
      ask('POST', `/api/application/${name}`, body);
  return {
    register: form<RegistrationRequest, RegistrationView>('/api/registration'),
    sendRegistrationCode: form<{ id: string }, RegistrationView>('/api/registration/code'),
    completeRegistration: form<{ id: string; code: string }, RegistrationDone>('/api/registration/complete'),
    readRegistrationOutbox: (id: string): Promise<HttpAnswer<OutboxView>> =>
      ask('GET', `/api/registration/${id}/outbox`),
    changePassPhrase: form<PassPhraseChange, SessionView>('/api/pass-phrase'),
    readSelections: (): Promise<HttpAnswer<SelectionsView>> => ask('GET', '/api/selections'),
    readNotice: (): Promise<HttpAnswer<NoticeText>> => ask('GET', '/api/notice'),
    readApplication: (): Promise<StepAnswer> => ask('GET', '/api/application'),
    acceptNotice: step<{ readonly accepted: true }>('notice'),
    enterDetails: step<{ readonly details: ApplicationDetails }>('details'),
    goBack: step<unknown>('back'),
    requestCode: step<unknown>('code'),
    complete: step<{ readonly code: string }>('complete'),
  };
};
export type FormsApi = ReturnType<typeof createFormsApi>;
