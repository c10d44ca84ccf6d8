import { useState } from 'preact/hooks';
import type { FieldProblem } from '../../../protocol/form-problems.ts';
import { Action } from '../../pages/parts/action.tsx';
import { Notice, type Trouble } from '../../pages/parts/notice.tsx';
import { Page } from '../../pages/parts/page.tsx';
import { Sessions } from '../../pages/parts/sessions.tsx';
import { useAuthority, useDesk } from '../desk.ts';
import { Done } from '../parts/done.tsx';
import { Field } from '../parts/field.tsx';
import { SecondFactor } from './second-factor.tsx';

const EMPTY = { passPhrase: '', newPassPhrase: '', again: '', code: '' };

/** Changing one's own pass-phrase: at will, or because the server made it. */
export const PassPhrasePage = () => {
  const { api, language, session, signedIn } = useDesk();
  const texts = language.texts.value;
  const { timeZone } = useAuthority();
  const [form, setForm] = useState(EMPTY);
  const [busy, setBusy] = useState(false);
  const [differs, setDiffers] = useState(false);
  const [done, setDone] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const must = session.value?.mustChange === true;
  const asksCode = session.value?.secondFactor === 'on';

  const change = async (): Promise<void> => {
    setDone(false);
    setTrouble(null);
    setProblems([]);
    setDiffers(form.newPassPhrase !== form.again);
    if (busy || form.newPassPhrase !== form.again) return;
    setBusy(true);
    const { passPhrase, newPassPhrase, code } = form;
    const answer = await api.changePassPhrase({ passPhrase, newPassPhrase, ...(asksCode ? { code } : {}) });
    setBusy(false);
    if (!answer.ok) {
      setTrouble(answer.refusal ?? 'unreachable');
      setProblems(answer.said?.fields ?? []);
      return;
    }
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
  const field = (name: Exclude<keyof typeof EMPTY, 'code'>, label: string, hint?: string) => (
    <Field
      name={name}
      label={label}
      hint={hint}
      type="password"
      required
      autocomplete={name === 'passPhrase' ? 'current-password' : 'new-password'}
      value={form[name]}
      problems={problems}
      wrong={name === 'again' && differs ? texts.passPhrase.differs : null}
      onInput={(value) => setForm({ ...form, [name]: value })}
    />
  );
  return (
    <Page name="pass-phrase" title={title}>
      {must && <p class="notice notice-amber">{texts.passPhrase.must}</p>}
      <form
        class="card"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void change();
        }}
      >
        {field('passPhrase', texts.passPhrase.old)}
        {field('newPassPhrase', texts.passPhrase.fresh, texts.passPhrase.freshHint)}
        {field('again', texts.passPhrase.repeat)}
        {asksCode && (
          <Field
            name="code"
            label={texts.secondFactor.code}
            hint={texts.secondFactor.codeHint}
            required
            autocomplete="one-time-code"
            value={form.code}
            onInput={(code) => setForm({ ...form, code })}
          />
        )}
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
