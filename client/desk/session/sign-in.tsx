import { useEffect, useState } from 'preact/hooks';
import type { DeskDemo, DeskSignInRequest } from '../../../protocol/desk/session.ts';
import type { Refusal } from '../../../protocol/refusals.ts';
import { Action } from '../../pages/parts/action.tsx';
import { Notice } from '../../pages/parts/notice.tsx';
import { Page } from '../../pages/parts/page.tsx';
import { useHttp } from '../../pages/parts/use-http.ts';
import { useDesk } from '../desk.ts';
import { Field } from '../parts/field.tsx';

/** Signing in at the desk, by name and pass-phrase or by one click as a demo account, if the server has any. */
export const SignInPage = () => {
  const { api, language, signedIn, endedBy, cookiesOff } = useDesk();
  const texts = language.texts.value;
  const [demo, setDemo] = useState<DeskDemo | null>(null);
  /** The refusal to use the demo's accounts from this machine. */
  const [elsewhere, setElsewhere] = useState<Refusal | null>(null);
  const [userName, setUserName] = useState('');
  const [passPhrase, setPassPhrase] = useState('');
  /** Null until the server has accepted the pass-phrase and requires a one-time code. */
  const [code, setCode] = useState<string | null>(null);
  const { busy, trouble, setTrouble, ask } = useHttp();

  useEffect(() => {
    void api.readDemo().then((answer) => {
      if (answer.ok) setDemo(answer.value);
      else if (answer.refusal?.code === 'demoDeskElsewhere') setElsewhere(answer.refusal);
    });
  }, []);
  const signIn = async (request: DeskSignInRequest): Promise<void> => {
    const answer = await ask((working) => api.signIn(request, working));
    if (answer?.ok) signedIn(answer.value);
    else if (answer?.refusal?.code === 'oneTimeCodeRequired') {
      setTrouble(null);
      setCode('');
    }
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (code === '') setTrouble({ sentence: texts.signIn.codeTitle });
    else if (code !== null) void signIn({ userName, passPhrase, code });
    else if (userName === '' || passPhrase === '') setTrouble({ sentence: texts.signIn.required });
    else void signIn({ userName, passPhrase });
  };
  if (code !== null) {
    return (
      <Page name="sign-in" title={texts.signIn.codeTitle}>
        <form class="card" onSubmit={submit} noValidate>
          <Field
            name="code"
            label={texts.secondFactor.code}
            hint={texts.secondFactor.codeHint}
            autocomplete="one-time-code"
            takesFocus
            value={code}
            onInput={setCode}
          />
          <Notice trouble={trouble} />
          <div class="row">
            <Action kind="main" type="submit" testId="sign-in-code" busy={busy}>
              {texts.signIn.codeSubmit}
            </Action>
            <Action
              testId="back"
              onPress={() => {
                setCode(null);
                setTrouble(null);
              }}
            >
              {texts.signIn.back}
            </Action>
          </div>
        </form>
      </Page>
    );
  }
  return (
    <Page name="sign-in" title={texts.signIn.title}>
      {endedBy.value !== null && (
        <p class="notice notice-amber" role="status" data-testid="ended-by" data-why={endedBy.value}>
          {endedBy.value === 'idle' ? texts.signIn.idle : texts.connection.signedOut}
        </p>
      )}
      {cookiesOff.value && (
        <p class="notice notice-amber" role="status" data-testid="cookies-off">
          {texts.connection.cookiesOff}
        </p>
      )}
      <form class="card" onSubmit={submit} noValidate>
        <Field
          name="user-name"
          label={texts.signIn.userName}
          value={userName}
          autocomplete="username"
          onInput={setUserName}
        />
        <Field
          name="pass-phrase"
          label={texts.signIn.passPhrase}
          type="password"
          value={passPhrase}
          autocomplete="current-password"
          onInput={setPassPhrase}
        />
        <Notice trouble={trouble} />
        <Action kind="main" type="submit" testId="sign-in" busy={busy}>
          {texts.signIn.submit}
        </Action>
      </form>
      {elsewhere !== null && (
        <p class="card hint" data-testid="demo-elsewhere">
          {elsewhere[language.code.value]}
        </p>
      )}
      {demo !== null && (
        <section class="card" aria-labelledby="demo-title">
          <h2 id="demo-title">{texts.signIn.demoTitle}</h2>
          <div class="row">
            {(['clerk', 'manager'] as const).map((role) => (
              <Action
                key={role}
                testId={`demo-${role}`}
                onPress={() => void signIn({ userName: demo[role], passPhrase: demo.passPhrase })}
              >
                {texts.signIn.demoAs(texts.roles[role])}
              </Action>
            ))}
          </div>
        </section>
      )}
    </Page>
  );
};
