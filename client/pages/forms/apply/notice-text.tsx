import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { NoticeText as Text } from '../../../../protocol/http/application.ts';
import type { FormsApi } from '../../../lib/forms-api.ts';
import { useApp } from '../../app-state.ts';
import { Notice, type Trouble } from '../../parts/notice.tsx';

type Props = { readonly api: FormsApi; readonly children?: ComponentChildren };

/** The notice as the authority has it, paragraph by paragraph; what follows it is not there before it can be read. */
export const NoticeText = ({ api, children }: Props) => {
  const { language } = useApp();
  const [text, setText] = useState<Text | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  useEffect(() => {
    void api.readNotice().then((answer) => {
      if (answer.ok) setText(answer.value);
      else setTrouble(answer.refusal ?? 'unreachable');
    });
  }, []);
  if (text === null) return <Notice trouble={trouble} />;
  return (
    <>
      <ol class="notice-text" data-testid="notice-text">
        {text[language.code.value].map((paragraph) => (
          <li key={paragraph}>{paragraph}</li>
        ))}
      </ol>
      {children}
    </>
  );
};
