import { useEffect, useState } from 'preact/hooks';
import type { NoticeText } from '../../../../protocol/http/application.ts';
import type { FormsApi } from '../../../lib/forms-api.ts';
import { useApp } from '../../app-state.ts';
import { Action } from '../../parts/action.tsx';
import { Notice, type Trouble } from '../../parts/notice.tsx';
import { inBoth, useFormTexts } from '../form-texts.ts';
import { FormTrouble } from '../form-trouble.tsx';
import { Tick } from '../tick.tsx';
import type { Form } from '../use-form.ts';
import type { Take } from './apply.tsx';

type Props = { readonly api: FormsApi; readonly form: Form; readonly version: number; readonly take: Take };

/** The notice, which must be accepted before anything else (FLOW-1). */
export const NoticeForm = ({ api, form, version, take }: Props) => {
  const { language } = useApp();
  const texts = useFormTexts();
  const [notice, setNotice] = useState<NoticeText | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [accepted, accept] = useState(false);
  useEffect(() => {
    void api.readNotice().then((answer) => {
      if (answer.ok) setNotice(answer.value);
      else setTrouble(answer.refusal ?? 'unreachable');
    });
  }, []);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (accepted) void take(() => api.acceptNotice({ version, accepted: true }));
    else form.refuse([{ field: 'accept', code: 'missing', ...inBoth(({ apply }) => apply.mustAccept) }]);
  };
  if (notice === null) return <Notice trouble={trouble} />;
  return (
    <form class="form" noValidate onSubmit={submit}>
      <ol class="notice-text" data-testid="notice-text">
        {notice[language.code.value].map((paragraph) => (
          <li key={paragraph}>{paragraph}</li>
        ))}
      </ol>
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
    </form>
  );
};
