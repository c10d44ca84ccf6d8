import { useEffect, useState } from 'preact/hooks';
import { useApp } from './app-state.ts';
import type * as formPages from './forms/forms.tsx';
import { Action } from './parts/action.tsx';
import { Notice } from './parts/notice.tsx';

type Loaded = typeof formPages;
export type FormPageName = 'account' | 'apply' | 'register' | 'pass-phrase';

/** A page of the account or with a form. These are loaded when the first of them is wanted: choosing needs none. */
export const FormPage = ({ name }: { readonly name: FormPageName }) => {
  const texts = useApp().language.texts.value.connection;
  const [forms, setForms] = useState<Loaded | 'failed' | null>(null);
  useEffect(() => {
    import('./forms/forms.tsx').then(setForms, () => setForms('failed'));
  }, []);
  if (forms === null) return <main id="content" class="page waiting" aria-busy="true" />;
  if (forms !== 'failed') return <forms.Forms name={name} />;
  return (
    <main id="content" class="page">
      <Notice trouble={{ sentence: texts.pageMissing }} />
      <Action testId="reload" onPress={() => location.reload()}>
        {texts.reload}
      </Action>
    </main>
  );
};
