import { useState } from 'preact/hooks';
import type { DeskSessionView, SecondFactorOffer } from '../../../protocol/desk/session.ts';
import type { HttpAnswer } from '../../lib/ask.ts';
import { Action } from '../../pages/parts/action.tsx';
import { Notice } from '../../pages/parts/notice.tsx';
import { Page } from '../../pages/parts/page.tsx';
import { useHttp } from '../../pages/parts/use-http.ts';
import { useDesk } from '../desk.ts';
import { Done } from '../parts/done.tsx';
import { Field } from '../parts/field.tsx';

/** The only page of an account without one-time codes where the authority demands them. */
export const SecondFactorPage = () => {
  const texts = useDesk().language.texts.value.secondFactor;
  return (
    <Page name="second-factor" title={texts.title}>
      <p class="notice notice-amber">{texts.must}</p>
      <SecondFactor />
    </Page>
  );
};

/** Setting up one-time codes for the own account, and turning them off. */
export const SecondFactor = () => {
  const { api, language, session, signedIn } = useDesk();
  const all = language.texts.value;
  const texts = all.secondFactor;
  const [passPhrase, setPassPhrase] = useState('');
  const [code, setCode] = useState('');
  const [offer, setOffer] = useState<SecondFactorOffer | null>(null);
  const [done, setDone] = useState<'enrolled' | 'ended' | null>(null);
  const http = useHttp();
  const isOn = session.value?.secondFactor === 'on';

  const ask = async <T,>(asking: () => Promise<HttpAnswer<T>>, then: (value: T) => void): Promise<void> => {
    setDone(null);
    const answer = await http.ask(asking);
    if (answer === null) return;
    setCode('');
    if (answer.ok) {
      setPassPhrase('');
      then(answer.value);
      // The server no longer waits for the secret that was shown.
    } else if (answer.refusal?.code === 'wrongStage') setOffer(null);
  };
  const changed = (what: 'enrolled' | 'ended') => (who: DeskSessionView) => {
    setOffer(null);
    setDone(what);
    signedIn(who);
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    const isMissing = offer === null ? passPhrase === '' || (isOn && code === '') : code === '';
    if (isMissing) http.setTrouble({ sentence: texts.required });
    else if (offer !== null) void ask(() => api.proveSecondFactor({ code }), changed('enrolled'));
    else if (isOn) void ask(() => api.endSecondFactor({ passPhrase, code }), changed('ended'));
    else void ask(() => api.offerSecondFactor({ passPhrase }), setOffer);
  };
  return (
    <form class="card" noValidate aria-labelledby="second-factor-title" data-testid="second-factor" onSubmit={submit}>
      <h2 id="second-factor-title">{texts.title}</h2>
      {offer === null ? (
        <>
          <p data-testid="second-factor-standing" data-on={isOn}>
            {isOn ? texts.on : texts.off}
          </p>
          <Field
            name="second-factor-pass-phrase"
            label={all.signIn.passPhrase}
            type="password"
            required
            autocomplete="current-password"
            value={passPhrase}
            onInput={setPassPhrase}
          />
        </>
      ) : (
        <>
          <p>{texts.scan}</p>
          <img
            class="sheet-qr"
            src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(offer.qr)}`}
            alt={texts.qr}
            data-testid="second-factor-qr"
          />
          <p>
            {texts.secret}{' '}
            <code data-testid="second-factor-secret">{offer.secret.replaceAll(/.{4}(?=.)/g, '$& ')}</code>
          </p>
        </>
      )}
      {(isOn || offer !== null) && (
        <Field
          name="second-factor-code"
          label={texts.code}
          hint={texts.codeHint}
          required
          autocomplete="one-time-code"
          value={code}
          onInput={setCode}
        />
      )}
      <Notice trouble={http.trouble} />
      <Done>{done === null ? null : <p>{texts[done]}</p>}</Done>
      <Action kind={isOn ? 'danger' : 'main'} type="submit" testId="second-factor-submit" busy={http.busy}>
        {offer !== null ? texts.prove : isOn ? texts.end : texts.begin}
      </Action>
    </form>
  );
};
