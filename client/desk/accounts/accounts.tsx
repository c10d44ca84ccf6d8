import { useState } from 'preact/hooks';
import { Notice } from '../../pages/parts/notice.tsx';
import { Page } from '../../pages/parts/page.tsx';
import { useAuthority, useDesk } from '../desk.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Done } from '../parts/done.tsx';
import { Table } from '../parts/table.tsx';
import { useCommand } from '../parts/use-command.ts';
import { useQuery } from '../parts/use-query.ts';
import { AddAccount } from './add-account.tsx';

/** Who works at the desk; adding and removing accounts. */
export const AccountsPage = () => {
  const { language, session } = useDesk();
  const texts = language.texts.value;
  const { timeZone } = useAuthority();
  const { answer, trouble, refresh } = useQuery('listAccounts', {});
  const removing = useCommand();
  const [done, setDone] = useState(false);
  const remove = async (userName: string, reason: string): Promise<void> => {
    setDone(false);
    const removed = await removing.run('removeAccount', { userName, reason });
    setDone(removed !== null);
    await refresh();
  };
  return (
    <Page name="accounts" title={texts.pages.accounts}>
      <section class="card" aria-label={texts.pages.accounts}>
        <Notice trouble={trouble ?? removing.trouble} />
        <Done>{done ? <p>{texts.accounts.removed}</p> : null}</Done>
        {answer !== null && (
          <Table
            label={texts.pages.accounts}
            head={0}
            columns={[
              { name: texts.accounts.userName },
              { name: texts.accounts.role },
              { name: texts.accounts.createdAt, kind: 'digits' },
              { name: texts.common.actions, kind: 'actions' },
            ]}
            rows={answer.accounts.map((account) => ({
              key: account.userName,
              testId: 'account',
              traits: { 'data-user-name': account.userName },
              cells: [
                <>
                  {account.userName}{' '}
                  <small class="hint">
                    {account.demo && texts.accounts.demo}
                    {account.mustChange && texts.accounts.mustChange}
                  </small>
                </>,
                texts.roles[account.role],
                account.demo ? '' : texts.instant(account.createdAt, timeZone),
                account.userName === session.value?.userName
                  ? texts.accounts.own
                  : !account.demo && (
                      <Confirm
                        testId="remove"
                        asksReason
                        label={texts.accounts.remove}
                        says={texts.accounts.removeWarning(account.userName)}
                        sure={texts.accounts.removeSure}
                        busy={removing.busy}
                        onSure={(reason) => void remove(account.userName, reason)}
                      />
                    ),
              ],
            }))}
          />
        )}
      </section>
      <AddAccount onAdded={refresh} />
    </Page>
  );
};
