import { useEffect, useState } from 'preact/hooks';
import type { ApplicationView } from '../../../protocol/http/application.ts';
import type { SelectionView } from '../../../protocol/selection-view.ts';
import type { FormsApi } from '../../lib/forms-api.ts';
import { useApp } from '../app-state.ts';
import { useInstant } from '../instant.ts';
import { Action } from '../parts/action.tsx';
import { Notice, type Trouble } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { Sessions } from '../parts/sessions.tsx';
import { hrefOf } from '../router.ts';
import { Blocked } from './blocked.tsx';
import { useFormTexts } from './form-texts.ts';
import { Vehicles } from './vehicles.tsx';

/** The account: its vehicles with their stages, the obstacles to an application, and its safety. */
export const AccountPage = ({ api }: { readonly api: FormsApi }) => {
  const { session, selection, readSession } = useApp();
  const texts = useFormTexts().account;
  const [selections, setSelections] = useState<readonly SelectionView[]>([]);
  const [application, setApplication] = useState<ApplicationView | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  useEffect(() => void readSession(), []);
  // Only the connected selection tells of its changes; the others are read again with it.
  const version = selection.value?.version;
  const vehicles = session.value?.vehicles.length;
  useEffect(() => {
    void Promise.all([api.readSelections(), api.readApplication()]).then(([read, applied]) => {
      if (read.ok) setSelections(read.value.selections);
      if (applied.ok) setApplication(applied.value);
      else setTrouble(applied.refusal ?? 'unreachable');
    });
  }, [version, vehicles]);

  const under = application?.stage === 'details' || application?.stage === 'review';
  const none = session.value?.vehicles.length === 0;
  return (
    <Page name="account" title={texts.title}>
      <Notice trouble={trouble} />
      {application?.blocked && <Blocked refusal={application.blocked} />}
      {application?.blocked?.code !== 'inPersonRequired' && (
        <section class="card" aria-labelledby="vehicles-title">
          <h2 id="vehicles-title">{texts.vehicles}</h2>
          {none && <p>{texts.none}</p>}
          <Vehicles selections={selections} />
          {application !== null && application.blocked === null && (
            <a class={`action action-${none || under ? 'main' : 'plain'}`} href={hrefOf('apply')} data-testid="apply">
              {under ? texts.goOn : none ? texts.addFirst : texts.add}
            </a>
          )}
        </section>
      )}
      <Safety api={api} />
    </Page>
  );
};

/** The account's owner, its pass-phrase, and its sessions. */
const Safety = ({ api }: { readonly api: FormsApi }) => {
  const { session, signOutEverywhere } = useApp();
  const texts = useFormTexts().account;
  const instant = useInstant();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const who = session.value;
  const end = async (): Promise<void> => {
    setBusy(true);
    const ended = await signOutEverywhere();
    setBusy(false);
    if (!ended) setTrouble('unreachable');
  };
  if (!who) return null;
  return (
    <section class="card" aria-labelledby="account-title">
      <h2 id="account-title">{texts.person}</h2>
      <p data-testid="account-person">
        {who.displayName} · {who.userName}
      </p>
      <p class="hint">
        {who.kind === 'individual' ? texts.individual : texts.organisation} ·{' '}
        {who.inPerson ? texts.inPerson : texts.onWeb}
      </p>
      <h2>{texts.safety}</h2>
      {!who.demo && (
        <a class="action action-plain" href={hrefOf('pass-phrase')} data-testid="to-pass-phrase">
          {texts.changePassPhrase}
        </a>
      )}
      <Sessions read={api.readSessions} end={api.endSession} instant={instant} />
      <p class="hint" id="everywhere-hint">
        {texts.everywhereHint}
      </p>
      <Action
        kind="danger"
        testId="sign-out-everywhere"
        busy={busy}
        describedBy="everywhere-hint"
        onPress={() => void end()}
      >
        {texts.everywhere}
      </Action>
      <Notice trouble={trouble} />
    </section>
  );
};
