import { useState } from 'preact/hooks';
import type { FormsApi } from '../../lib/forms-api.ts';
import { useApp } from '../app-state.ts';
import { Action } from '../parts/action.tsx';
import { Page } from '../parts/page.tsx';
import { hrefOf } from '../router.ts';
import { Field } from './field.tsx';
import { inBoth, useFormTexts } from './form-texts.ts';
import { FormTrouble } from './form-trouble.tsx';
import { ShowPassPhrase } from './show-pass-phrase.tsx';
import { useFields } from './use-fields.ts';
import { missing, useForm } from './use-form.ts';

const EMPTY = { passPhrase: '', newPassPhrase: '' };

/** Changing the pass-phrase: by choice, or because a first one that came by SMS must be changed (ACCT-3). */
export const PassPhrasePage = ({ api }: { readonly api: FormsApi }) => {
  const { client, session, signedIn } = useApp();
  const texts = useFormTexts();
  const form = useForm();
  const { values, field } = useFields(form, EMPTY);
  const [shown, show] = useState(false);
  const forced = session.value?.mustChange === true;

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const empty = Object.entries(values).filter(([, value]) => value === '');
    if (empty.length > 0) return form.refuse(empty.map(([name]) => missing(name)));
    // The server ends every session, this one too. Closed first, so that its goodbye is not taken for the new one's end.
    client.close();
    const answer = await form.ask(() => api.changePassPhrase(values));
    if (answer?.ok) return signedIn(answer.value);
    client.connect();
    if (answer?.refusal?.code === 'signInWrong')
      form.refuse([{ field: 'passPhrase', code: 'signInWrong', ...inBoth((each) => each.passPhrase.wrongOld) }]);
  };
  return (
    <Page name="pass-phrase" title={texts.passPhrase.title}>
      <form class="card form" noValidate onSubmit={submit}>
        {forced && <p class="notice notice-amber">{texts.passPhrase.forced}</p>}
        <p class="hint">{texts.required}</p>
        <Field
          {...field('passPhrase')}
          label={texts.field.oldPassPhrase}
          required
          secret={!shown}
          autocomplete="current-password"
        />
        <Field
          {...field('newPassPhrase')}
          hint={texts.field.passPhraseHint}
          required
          secret={!shown}
          autocomplete="new-password"
        />
        <ShowPassPhrase shown={shown} onChange={show} />
        <p>{texts.passPhrase.chosen}</p>
        <FormTrouble form={form} />
        <Action kind="main" type="submit" testId="change-pass-phrase" busy={form.busy}>
          {texts.passPhrase.submit}
        </Action>
        {!forced && (
          <a class="action action-quiet" href={hrefOf('account')}>
            {texts.account.title}
          </a>
        )}
      </form>
    </Page>
  );
};
