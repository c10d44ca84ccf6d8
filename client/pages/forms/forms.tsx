import { useState } from 'preact/hooks';
import { createFormsApi } from '../../lib/forms-api.ts';
import { useApp } from '../app-state.ts';
import { AccountPage } from './account.tsx';
import { ApplyPage } from './apply/apply.tsx';
import { PassPhrasePage } from './pass-phrase.tsx';
import { RegisterPage } from './register.tsx';

export type FormPageName = 'account' | 'apply' | 'register' | 'pass-phrase';

/** The pages that are loaded together, with the routes that they ask. */
export const Forms = ({ name }: { readonly name: FormPageName }) => {
  const { acting } = useApp();
  const [api] = useState(() => createFormsApi({ acting }));
  switch (name) {
    case 'account':
      return <AccountPage api={api} />;
    case 'apply':
      return <ApplyPage api={api} />;
    case 'register':
      return <RegisterPage api={api} />;
    case 'pass-phrase':
      return <PassPhrasePage api={api} />;
  }
};
