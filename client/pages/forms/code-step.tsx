import { useState } from 'preact/hooks';
import type { CodeState } from '../../../protocol/http/code-state.ts';
import type { Api } from '../../lib/http.ts';
import { useApp } from '../app-state.ts';
import { CODE_LENGTH, CodeField } from '../code/code-field.tsx';
import { Outbox } from '../code/outbox.tsx';
import { useSecondsLeft } from '../countdown.ts';
import { Action } from '../parts/action.tsx';
import { useFormTexts } from './form-texts.ts';
import { FormTrouble } from './form-trouble.tsx';
import type { Form } from './use-form.ts';

type Props = {
  readonly form: Form;
  readonly state: CodeState;
  readonly label: string;
  readonly onAsk: () => Promise<boolean>;
  /** Gives false where the code was not accepted. */
  readonly onCode: (code: string) => Promise<boolean>;
  readonly readOutbox?: Api['readOutbox'];
};

/** A code that went to a mobile: where to, its field, another one after a while, and the development outbox. */
export const CodeStep = ({ form, state, label, onAsk, onCode, readOutbox }: Props) => {
  const { language, announce } = useApp();
  const { code: texts } = language.texts.value;
  const formTexts = useFormTexts();
  const [code, setCode] = useState('');
  const wait = useSecondsLeft(state.resendFrom);
  const sent = state.sentAt !== null;

  const ask = async (): Promise<void> => {
    if (await onAsk()) announce(texts.sent);
  };
  const finish = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (code.length < CODE_LENGTH) form.refuse([], { sentence: texts.enter });
    else if (!(await onCode(code))) setCode('');
  };
  return (
    <form class="code-form" noValidate onSubmit={finish}>
      <p data-testid="code-phone">{sent ? formTexts.code.sentTo(state.phone) : formTexts.code.to(state.phone)}</p>
      <CodeField code={code} trouble={form.trouble} onChange={setCode} />
      <FormTrouble form={form} />
      <Action kind="main" type="submit" testId="complete" busy={form.busy} blocked={code.length < CODE_LENGTH}>
        {label}
      </Action>
      <Action testId="request-code" busy={form.busy} blocked={wait > 0} onPress={() => void ask()}>
        <span class="digits">{sent ? (wait > 0 ? texts.againIn(wait) : texts.again) : texts.request}</span>
      </Action>
      <Outbox onCode={setCode} {...(readOutbox === undefined ? {} : { read: readOutbox })} />
    </form>
  );
};
