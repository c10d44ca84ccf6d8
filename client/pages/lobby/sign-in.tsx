import { useState } from 'preact/hooks';
import { useApp } from '../app-state.ts';
import { Action } from '../parts/action.tsx';
import { Notice } from '../parts/notice.tsx';
import { useHttp } from '../parts/use-http.ts';
import { hrefOf } from '../router.ts';
import { demoName, newcomersOf } from './demo-name.ts';

type Name = 'demo' | 'newcomer' | 'organisation' | 'form';

/** Signing in by name and pass-phrase; where the server has demo applicants, as one of them by one click. */
export const SignIn = () => {
  const { api, language, signedIn, demo: accounts } = useApp();
  const texts = language.texts.value.signIn;
  const demo = accounts.value;
  const [userName, setUserName] = useState('');
  const [passPhrase, setPassPhrase] = useState('');
  const { busy, trouble, setTrouble, ask } = useHttp();
  const [pressed, press] = useState<Name>('form');

  const signIn = async (by: Name, request: Parameters<typeof api.signIn>[0]): Promise<void> => {
    if (!busy) press(by);
    const answer = await ask((working) => api.signIn(request, working));
    if (answer?.ok) signedIn(answer.value);
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (userName === '' || passPhrase === '') setTrouble({ sentence: texts.required });
    else void signIn('form', { userName, passPhrase });
  };
  return (
    <section class="card sign-in" aria-labelledby="sign-in-title">
      <h2 id="sign-in-title">{texts.title}</h2>
      {demo !== null && (
        <>
          <Action
            kind="main"
            testId="demo-sign-in"
            busy={busy && pressed === 'demo'}
            onPress={() =>
              void signIn('demo', { userName: demoName(demo, Math.random()), passPhrase: demo.passPhrase })
            }
          >
            {texts.demo}
          </Action>
          <p class="hint">{texts.demoHint(demo.count)}</p>
          <div class="row-wrap">
            {(['newcomer', 'organisation'] as const).map((kind) => {
              const names = newcomersOf(demo, kind);
              return (
                names.length > 0 && (
                  <Action
                    key={kind}
                    testId={`demo-${kind}`}
                    busy={busy && pressed === kind}
                    onPress={() => {
                      const chosen = names[Math.floor(Math.random() * names.length)] ?? '';
                      void signIn(kind, { userName: chosen, passPhrase: demo.passPhrase });
                    }}
                  >
                    {texts[kind]}
                  </Action>
                )
              );
            })}
          </div>
          {(demo.newcomers?.length ?? 0) > 0 && <p class="hint">{texts.newcomerHint}</p>}
          <hr />
        </>
      )}
      <form onSubmit={submit}>
        <label for="user-name">{texts.userName}</label>
        <input
          id="user-name"
          data-testid="user-name"
          autocomplete="username"
          autocapitalize="off"
          value={userName}
          onInput={(event) => setUserName(event.currentTarget.value)}
        />
        <label for="pass-phrase">{texts.passPhrase}</label>
        <input
          id="pass-phrase"
          data-testid="pass-phrase"
          type="password"
          autocomplete="current-password"
          value={passPhrase}
          onInput={(event) => setPassPhrase(event.currentTarget.value)}
        />
        <Notice trouble={trouble} />
        <Action
          kind={demo === null ? 'main' : 'plain'}
          type="submit"
          testId="sign-in"
          busy={busy && pressed === 'form'}
        >
          {texts.submit}
        </Action>
      </form>
      <p>
        <a href={hrefOf('register')} data-testid="register">
          {texts.register}
        </a>{' '}
        <span class="hint">{texts.registerHint}</span>
      </p>
    </section>
  );
};
