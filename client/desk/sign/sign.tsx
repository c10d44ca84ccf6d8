import { useState } from 'preact/hooks';
import type { DeskAnswerOf } from '../../../protocol/desk/client-to-server.ts';
import { Action } from '../../pages/parts/action.tsx';
import { Notice } from '../../pages/parts/notice.tsx';
import { Page } from '../../pages/parts/page.tsx';
import { useDesk } from '../desk.ts';
import { Done } from '../parts/done.tsx';
import { Field } from '../parts/field.tsx';
import { Choice } from '../parts/select.tsx';
import { useCommand } from '../parts/use-command.ts';

const NOBODY = { name: '', idNumber: '', mobile: '', creditCode: '', agentName: '', agentIdNumber: '' };
type FieldName = keyof typeof NOBODY;

type Outcome = DeskAnswerOf<'signPerson'>;

/** The result of a signing, for the person who asked for it or confirmed it. */
export const SignedFacts = ({ done }: { readonly done: Outcome }) => {
  const { sign, proposals } = useDesk().language.texts.value;
  if (done.outcome === 'proposed') return <p data-testid="proposed">{proposals.proposed}</p>;
  return (
    <>
      <p data-testid="signed" data-user-name={done.userName}>
        {sign.done(done.userName)}
      </p>
      {done.renewed && <p>{sign.renewed}</p>}
      <p>{done.message === 'sent' ? sign.sent : sign.gatewayDown}</p>
      {done.former !== 'none' && <p>{done.former === 'sent' ? sign.formerTold : sign.formerNotTold}</p>}
    </>
  );
};

/** Signing a person or an organisation in person (ACCT-1, ACCT-2). Each problem stands beside its field. */
export const SignPage = () => {
  const texts = useDesk().language.texts.value;
  const [kind, setKind] = useState<'person' | 'organisation'>('person');
  const [form, setForm] = useState(NOBODY);
  const [done, setDone] = useState<DeskAnswerOf<'signPerson'> | null>(null);
  const { busy, trouble, setTrouble, problems, setProblems, run } = useCommand();

  const turn = (to: typeof kind): void => {
    setKind(to);
    setProblems([]);
    setTrouble(null);
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setDone(null);
    const { name, idNumber, mobile, creditCode, agentName, agentIdNumber } = form;
    const answer =
      kind === 'person'
        ? await run('signPerson', { name, idNumber, mobile })
        : await run('signOrganisation', { name, creditCode, agentName, agentIdNumber, mobile });
    if (answer === null) return;
    setDone(answer);
    // If the gateway refused the message, the form stays, to be sent once more.
    if (answer.outcome === 'proposed' || answer.message === 'sent') setForm(NOBODY);
  };
  const field = (name: FieldName, label: string) => (
    <Field
      key={name}
      name={name}
      label={label}
      required
      type={name === 'mobile' ? 'tel' : 'text'}
      value={form[name]}
      problems={problems}
      onInput={(value) => setForm({ ...form, [name]: value })}
    />
  );
  return (
    <Page name="sign" title={texts.pages.sign}>
      <form class="card" noValidate onSubmit={submit}>
        <p>{texts.sign.explain}</p>
        <Choice
          name="kind"
          label={texts.sign.kind}
          value={kind}
          options={[
            ['person', texts.sign.person],
            ['organisation', texts.sign.organisation],
          ]}
          onChange={turn}
        />
        <p class="hint">{texts.common.requiredHint}</p>
        <div class="fields">
          {kind === 'person' ? (
            <>
              {field('name', texts.sign.name)}
              {field('idNumber', texts.sign.idNumber)}
              {field('mobile', texts.sign.mobile)}
            </>
          ) : (
            <>
              {field('name', texts.sign.organisationName)}
              {field('creditCode', texts.sign.creditCode)}
              {field('agentName', texts.sign.agentName)}
              {field('agentIdNumber', texts.sign.agentIdNumber)}
              {field('mobile', texts.sign.agentMobile)}
            </>
          )}
        </div>
        <Notice trouble={trouble} />
        <Done>{done === null ? null : <SignedFacts done={done} />}</Done>
        <Action kind="main" type="submit" testId="sign" busy={busy}>
          {texts.sign.submit}
        </Action>
      </form>
    </Page>
  );
};
