import { useState } from 'preact/hooks';
import type { FieldProblem } from '../../../protocol/form-problems.ts';
import { Action } from '../../pages/parts/action.tsx';
import { Notice } from '../../pages/parts/notice.tsx';
import { Page } from '../../pages/parts/page.tsx';
import { Sessions } from '../../pages/parts/sessions.tsx';
import { useHttp } from '../../pages/parts/use-http.ts';
import { useAuthority, useDesk } from '../desk.ts';
import { Done } from '../parts/done.tsx';
import { Field } from '../parts/field.tsx';
import { SecondFactor } from './second-factor.tsx';

const EMPTY = { passPhrase: '', newPassPhrase: '', again: '', code: '' };
const AUTOCOMPLETE = {
  passPhrase: 'current-password',
  newPassPhrase: 'new-password',
  again: 'new-password',
  code: 'one-time-code',
} as const;

/** The own account: its pass-phrase, which must be changed if the server made it; its one-time codes and sessions. */
export const PassPhrasePage = () => {
  const { api, language, session, signedIn } = useDesk();
  const texts = language.texts.value;
  const { timeZone } = useAuthority();
  const [form, setForm] = useState(EMPTY);
  const { busy, trouble, setTrouble, ask } = useHttp();
  const [differs, setDiffers] = useState(false);
  const [done, setDone] = useState(false);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const must = session.value?.mustChange === true;
  const asksCode = session.value?.secondFactor === 'on';

  const change = async (event: Event): Promise<void> => {
    event.preventDefault();
    setDone(false);
    setProblems([]);
    const { passPhrase, newPassPhrase, again, code } = form;
    setDiffers(newPassPhrase !== again);
    if (newPassPhrase !== again) return setTrouble(null);
    const answer = await ask(() => api.changePassPhrase({ passPhrase, newPassPhrase, ...(asksCode ? { code } : {}) }));
    if (answer === null) return;
    if (!answer.ok) return setProblems(answer.said?.fields ?? []);
    setForm(EMPTY);
    setDone(true);
    signedIn(answer.value);
  };
  const title = texts.pages.passPhrase;
  const sessions = must ? null : (
    <section class="card">
      <Sessions read={api.readSessions} end={api.endSession} instant={(ms) => texts.instant(ms, timeZone)} />
    </section>
  );
  if (session.value?.demo === true) {
    return (
      <Page name="pass-phrase" title={title}>
        <p class="card">{texts.passPhrase.demo}</p>
        {sessions}
      </Page>
    );
  }
  const field = (name: keyof typeof EMPTY, label: string, hint?: string) => (
    <Field
      name={name}
      label={label}
      hint={hint}
      type={name === 'code' ? 'text' : 'password'}
      required
      autocomplete={AUTOCOMPLETE[name]}
      value={form[name]}
      problems={problems}
      wrong={name === 'again' && differs ? texts.passPhrase.differs : null}
      onInput={(value) => setForm({ ...form, [name]: value })}
    />
  );
  return (
    <Page name="pass-phrase" title={title}>
      {must && <p class="notice notice-amber">{texts.passPhrase.must}</p>}
      <form class="card" noValidate onSubmit={change}>
        {field('passPhrase', texts.passPhrase.old)}
        {field('newPassPhrase', texts.passPhrase.fresh, texts.passPhrase.freshHint)}
        {field('again', texts.passPhrase.repeat)}
        {asksCode && field('code', texts.secondFactor.code, texts.secondFactor.codeHint)}
        <Notice trouble={trouble} />
        <Done>{done ? <p>{texts.passPhrase.changed}</p> : null}</Done>
        <Action kind="main" type="submit" testId="change" busy={busy}>
          {texts.passPhrase.submit}
        </Action>
      </form>
      {!must && <SecondFactor />}
      {sessions}
    </Page>
  );
};
