import { useState } from 'preact/hooks';
import type { RegistrationView } from '../../../protocol/http/registration.ts';
import type { FormsApi } from '../../lib/forms-api.ts';
import { Action } from '../parts/action.tsx';
import { Field } from './field.tsx';
import { useFormTexts } from './form-texts.ts';
import { FormTrouble } from './form-trouble.tsx';
import { ShowPassPhrase } from './show-pass-phrase.tsx';
import { useFields } from './use-fields.ts';
import type { Form } from './use-form.ts';

const EMPTY = { name: '', idNumber: '', mobile: '', userName: '', passPhrase: '' };

type Props = {
  readonly api: FormsApi;
  readonly form: Form;
  readonly onWaiting: (view: RegistrationView) => void;
};

/** The registration form: the person, a user name and a pass-phrase; the server judges every field. */
export const RegisterForm = ({ api, form, onWaiting }: Props) => {
  const texts = useFormTexts();
  const { values, field } = useFields(form, EMPTY);
  const [shown, show] = useState(false);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const answer = await form.ask((working) => api.register(values, working));
    if (answer?.ok) onWaiting(answer.value);
  };
  return (
    <form class="card form" noValidate onSubmit={submit}>
      <p>{texts.register.intro}</p>
      <p class="hint">{texts.required}</p>
      <Field {...field('name')} required autocomplete="name" />
      <Field {...field('idNumber')} required />
      <Field {...field('mobile')} required inputMode="tel" autocomplete="tel-national" hint={texts.field.mobileHint} />
      <Field {...field('userName')} autocomplete="username" hint={texts.field.userNameHint} />
      <Field
        {...field('passPhrase')}
        required
        secret={!shown}
        autocomplete="new-password"
        hint={texts.field.passPhraseHint}
      />
      <ShowPassPhrase shown={shown} onChange={show} />
      <FormTrouble form={form} />
      <Action kind="main" type="submit" testId="register-submit" busy={form.busy}>
        {texts.register.submit}
      </Action>
    </form>
  );
};
