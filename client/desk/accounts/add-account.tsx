import { useState } from 'preact/hooks';
import type { DeskAnswerOf } from '../../../protocol/desk/client-to-server.ts';
import { Action } from '../../pages/parts/action.tsx';
import { Notice } from '../../pages/parts/notice.tsx';
import { useDesk } from '../desk.ts';
import { Done } from '../parts/done.tsx';
import { Field } from '../parts/field.tsx';
import { Choice } from '../parts/select.tsx';
import { useCommand } from '../parts/use-command.ts';

/** Adding a desk account. Its first pass-phrase is shown only here, and only once. */
export const AddAccount = ({ onAdded }: { readonly onAdded: () => Promise<void> }) => {
  const texts = useDesk().language.texts.value;
  const [userName, setUserName] = useState('');
  const [role, setRole] = useState<'clerk' | 'manager'>('clerk');
  const [wrong, setWrong] = useState<string | null>(null);
  const [added, setAdded] = useState<DeskAnswerOf<'addAccount'> | null>(null);
  const { busy, trouble, problems, run } = useCommand();
  const add = async (event: Event): Promise<void> => {
    event.preventDefault();
    setAdded(null);
    const isName = /^[a-z][a-z0-9_-]{2,31}$/.test(userName);
    setWrong(isName ? null : texts.accounts.userNameWrong);
    if (!isName) return;
    const answer = await run('addAccount', { userName, role });
    if (answer === null) return;
    setAdded(answer);
    setUserName('');
    await onAdded();
  };
  return (
    <form class="card" noValidate aria-labelledby="add-title" onSubmit={add}>
      <h2 id="add-title">{texts.accounts.add}</h2>
      <Field
        name="userName"
        label={texts.accounts.userName}
        hint={texts.accounts.userNameHint}
        required
        value={userName}
        problems={problems}
        wrong={wrong}
        onInput={setUserName}
      />
      <Choice
        name="role"
        label={texts.accounts.role}
        value={role}
        options={[
          ['clerk', texts.roles.clerk],
          ['manager', texts.roles.manager],
        ]}
        onChange={setRole}
      />
      <Notice trouble={trouble} />
      <Done>
        {added === null ? null : (
          <>
            <p>
              {texts.accounts.added(added.userName)} <code data-testid="first-pass-phrase">{added.passPhrase}</code>
            </p>
            <p>{texts.accounts.passPhraseOnce}</p>
          </>
        )}
      </Done>
      <Action kind="main" type="submit" testId="add-account" busy={busy}>
        {texts.accounts.add}
      </Action>
    </form>
  );
};
