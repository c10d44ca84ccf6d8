import { useEffect, useState } from 'preact/hooks';
import type { ApplicationView } from '../../../../protocol/http/application.ts';
import type { FormsApi, StepAnswer } from '../../../lib/forms-api.ts';
import { useApp } from '../../app-state.ts';
import { Notice, type Trouble } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Blocked } from '../blocked.tsx';
import { useFormTexts } from '../form-texts.ts';
import { type Form, useForm } from '../use-form.ts';
import { CodeEntry } from './code-entry.tsx';
import { DetailsForm } from './details-form.tsx';
import { NoticeForm } from './notice-form.tsx';
import { NoticeText } from './notice-text.tsx';
import { Review } from './review.tsx';
import { type StepName, Steps } from './steps.tsx';

/** Takes one step; resolves to whether it succeeded. */
export type Take = (asking: () => Promise<StepAnswer>) => Promise<boolean>;

/** The form (FLOW-1). The server decides its step: a refresh or another device continues exactly there. */
export const ApplyPage = ({ api }: { readonly api: FormsApi }) => {
  const { choose, readSession, announce } = useApp();
  const texts = useFormTexts();
  const form = useForm();
  const [view, setView] = useState<ApplicationView | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  useEffect(() => {
    void api.readApplication().then((answer) => {
      if (answer.ok) setView(answer.value);
      else setTrouble(answer.refusal ?? 'unreachable');
    });
  }, []);

  const take: Take = async (asking) => {
    const answer = await form.ask(asking);
    if (answer === null) return false;
    const now = answer.ok ? answer.value : answer.said?.application;
    // Complete: here, or in another tab a moment ago. The next application would begin with its own notice.
    if (now?.stage === 'complete' && view?.stage === 'review') {
      await readSession();
      choose(now.vehicle.selection);
      announce(texts.apply.done);
    } else if (now !== undefined) setView(now);
    return answer.ok;
  };

  if (view === null)
    return (
      <main id="content" class={`page ${trouble === null ? 'waiting' : ''}`} aria-busy={trouble === null}>
        <Notice trouble={trouble} />
      </main>
    );
  if (view.blocked !== null)
    return (
      <Page name="apply-blocked" title={texts.apply.titles.notice}>
        <Blocked refusal={view.blocked} />
        <div class="card">
          <NoticeText api={api} />
        </div>
      </Page>
    );
  const step = stepOf(view);
  return (
    <Page name={`apply-${step}`} title={texts.apply.titles[step]}>
      <div class="card form">
        <Steps at={step} />
        <Step view={view} {...{ api, form, take }} />
      </div>
    </Page>
  );
};

type StepProps = { readonly api: FormsApi; readonly form: Form; readonly view: ApplicationView; readonly take: Take };

const Step = ({ view, ...rest }: StepProps) => {
  switch (view.stage) {
    case 'notice':
    case 'complete':
      return <NoticeForm version={view.version} {...rest} />;
    case 'details':
      return <DetailsForm view={view} {...rest} />;
    case 'review':
      return view.code.sentAt === null ? <Review view={view} {...rest} /> : <CodeEntry view={view} {...rest} />;
  }
};

/** The fourth step is the review once a code was sent for it. */
const stepOf = (view: ApplicationView): StepName => {
  if (view.stage === 'complete') return 'notice';
  return view.stage === 'review' && view.code.sentAt !== null ? 'code' : view.stage;
};
