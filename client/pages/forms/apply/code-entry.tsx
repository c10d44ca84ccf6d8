import type { FormsApi } from '../../../lib/forms-api.ts';
import { Action } from '../../parts/action.tsx';
import { CodeStep } from '../code-step.tsx';
import { useFormTexts } from '../form-texts.ts';
import type { Form } from '../use-form.ts';
import type { Take } from './apply.tsx';
import { type ReviewView, Summary } from './summary.tsx';

type Props = { readonly api: FormsApi; readonly form: Form; readonly view: ReviewView; readonly take: Take };

/** The code that ends the form. That there is no way back after it is said before, and beside its button. */
export const CodeEntry = ({ api, form, view, take }: Props) => {
  const { version, code } = view;
  const { apply } = useFormTexts();
  return (
    <div class="form">
      <p class="notice notice-amber" data-testid="final">
        {apply.final}
      </p>
      <CodeStep
        form={form}
        state={code}
        label={apply.complete}
        onAsk={() => take(() => api.requestCode(version))}
        onCode={(entered) => take(() => api.complete(version, entered))}
      />
      <Summary view={view} />
      <Action
        testId="back"
        busy={form.busy}
        describedBy="back-voids"
        onPress={() => void take(() => api.goBack(version))}
      >
        {apply.back}
      </Action>
      <p class="hint" id="back-voids">
        {apply.backVoids}
      </p>
    </div>
  );
};
