import type { FormsApi } from '../../../lib/forms-api.ts';
import { useApp } from '../../app-state.ts';
import { useSecondsLeft } from '../../countdown.ts';
import { Action } from '../../parts/action.tsx';
import { useFormTexts } from '../form-texts.ts';
import { FormTrouble } from '../form-trouble.tsx';
import type { Form } from '../use-form.ts';
import type { Take } from './apply.tsx';
import { type ReviewView, Summary } from './summary.tsx';

type Props = { readonly api: FormsApi; readonly form: Form; readonly view: ReviewView; readonly take: Take };

/** The summary: right, and a code is sent; or back, to correct it. */
export const Review = ({ api, form, view, take }: Props) => {
  const { version, code } = view;
  const { apply } = useFormTexts();
  const { language, announce } = useApp();
  // Going back and coming again makes no code come sooner.
  const wait = useSecondsLeft(code.resendFrom);
  const ask = async (): Promise<void> => {
    if (await take(() => api.requestCode(version))) announce(language.texts.value.code.sent);
  };
  return (
    <div class="form">
      <p>{apply.reviewHint}</p>
      <Summary view={view} />
      <FormTrouble form={form} />
      <Action kind="main" testId="send-code" busy={form.busy} blocked={wait > 0} onPress={() => void ask()}>
        <span class="digits">{wait > 0 ? apply.requestCodeIn(wait) : apply.requestCode}</span>
      </Action>
      <Action testId="back" busy={form.busy} onPress={() => void take(() => api.goBack(version))}>
        {apply.back}
      </Action>
    </div>
  );
};
