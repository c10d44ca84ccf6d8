import { useState } from 'preact/hooks';
import type { FormsApi } from '../../../lib/forms-api.ts';
import { Action } from '../../parts/action.tsx';
import { inBoth, useFormTexts } from '../form-texts.ts';
import { FormTrouble } from '../form-trouble.tsx';
import { Tick } from '../tick.tsx';
import type { Form } from '../use-form.ts';
import type { Take } from './apply.tsx';
import { NoticeText } from './notice-text.tsx';

type Props = { readonly api: FormsApi; readonly form: Form; readonly version: number; readonly take: Take };

/** The notice, which must be accepted before anything else (FLOW-1). */
export const NoticeForm = ({ api, form, version, take }: Props) => {
  const texts = useFormTexts();
  const [accepted, accept] = useState(false);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (accepted) void take(() => api.acceptNotice(version));
    else form.refuse([{ field: 'accept', code: 'missing', ...inBoth(({ apply }) => apply.mustAccept) }]);
  };
  return (
    <form class="form" noValidate onSubmit={submit}>
      <NoticeText api={api}>
        <Tick
          name="accept"
          label={texts.apply.accept}
          required
          checked={accepted}
          wrongs={form.wrongs}
          onChange={(checked) => {
            accept(checked);
            form.touched('accept');
          }}
        />
        {form.wrongs.length === 0 && <FormTrouble form={form} />}
        <Action kind="main" type="submit" testId="accept-notice" busy={form.busy}>
          {texts.apply.acceptAndGoOn}
        </Action>
      </NoticeText>
    </form>
  );
};
