import { useState } from 'preact/hooks';
import type { RegistrationView } from '../../../protocol/http/registration.ts';
import type { FormsApi } from '../../lib/forms-api.ts';
import { useApp } from '../app-state.ts';
import { Action } from '../parts/action.tsx';
import { Page } from '../parts/page.tsx';
import { hrefOf } from '../router.ts';
import { CodeStep } from './code-step.tsx';
import { DeskAdvice } from './desk-advice.tsx';
import { useFormTexts } from './form-texts.ts';
import { RegisterForm } from './register-form.tsx';
import { registrationMemory } from './registration-memory.ts';
import { useForm } from './use-form.ts';

/** Registering on the web (ACCT-1): the form, the code that proves the mobile, and what one may do then. */
export const RegisterPage = ({ api }: { readonly api: FormsApi }) => {
  const { client, memory } = useApp();
  const kept = registrationMemory(memory, client.serverNow);
  const texts = useFormTexts();
  const form = useForm();
  const [waiting, setWaiting] = useState<RegistrationView | null>(kept.read);
  const [userName, setUserName] = useState<string | null>(null);

  const wait = (view: RegistrationView | null): void => {
    kept.write(view);
    setWaiting(view);
  };
  const sendAgain = async (id: string): Promise<boolean> => {
    const answer = await form.ask(() => api.sendRegistrationCode(id));
    if (answer?.ok) wait(answer.value);
    else if (answer?.refusal?.code === 'registrationEnded') wait(null);
    return answer?.ok === true;
  };
  const complete = async (id: string, code: string): Promise<boolean> => {
    const answer = await form.ask(() => api.completeRegistration(id, code));
    if (answer === null) return false;
    if (answer.ok) setUserName(answer.value.userName);
    const over = answer.ok || OVER.includes(answer.refusal?.code ?? '');
    if (over) wait(null);
    return answer.ok;
  };

  if (userName !== null)
    return (
      <Page name="registered-account" title={texts.register.doneTitle}>
        <p class="card" data-testid="registered-name" data-name={userName}>
          {texts.register.done(userName)}
        </p>
        <DeskAdvice />
        <a class="action action-main" href={hrefOf('lobby')} data-testid="to-sign-in">
          {texts.register.signIn}
        </a>
      </Page>
    );
  if (waiting === null)
    return (
      <Page name="register" title={texts.register.title}>
        <RegisterForm api={api} form={form} onWaiting={wait} />
      </Page>
    );
  const { id, code } = waiting;
  return (
    <Page name="register-code" title={texts.register.codeTitle}>
      <div class="card form">
        <CodeStep
          form={form}
          state={code}
          label={texts.register.complete}
          onAsk={() => sendAgain(id)}
          onCode={(entered) => complete(id, entered)}
          readOutbox={() => api.readRegistrationOutbox(id)}
        />
        <Action kind="quiet" testId="register-again" onPress={() => wait(null)}>
          {texts.register.again}
        </Action>
      </div>
    </Page>
  );
};

/** After these no code can complete this registration: the form is filled in again, or there is an account already. */
const OVER: readonly string[] = ['registrationEnded', 'alreadyRegistered', 'formWrong'];
