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

/** Who works at the desk; adding and changing accounts. */
export const AccountsPage = () => {
  const { language, session } = useDesk();
  const texts = language.texts.value;
  const { timeZone } = useAuthority();
  const { answer, trouble, refresh } = useQuery('listAccounts', {});
  const changing = useCommand();
  const [done, setDone] = useState<'removed' | 'resetDone' | null>(null);
  const remove = async (userName: string, reason: string): Promise<void> => {
    setDone(null);
    const removed = await changing.run('removeAccount', { userName, reason });
    setDone(removed === null ? null : 'removed');
    await refresh();
  };
  const reset = async (userName: string, reason: string): Promise<void> => {
    setDone(null);
    const answered = await changing.run('resetSecondFactor', { userName, reason });
    setDone(answered === null ? null : 'resetDone');
    await refresh();
  };
  return (
    <Page name="accounts" title={texts.pages.accounts}>
      <section class="card" aria-label={texts.pages.accounts}>
        <Notice trouble={trouble ?? changing.trouble} />
        <Done>{done === null ? null : <p>{texts.accounts[done]}</p>}</Done>
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
                    {account.secondFactor && texts.accounts.secondFactor}
                  </small>
                </>,
                texts.roles[account.role],
                account.demo ? '' : texts.instant(account.createdAt, timeZone),
                account.userName === session.value?.userName
                  ? texts.accounts.own
                  : !account.demo && (
                      <>
                        {account.secondFactor && (
                          <Confirm
                            testId="reset-second-factor"
                            asksReason
                            label={texts.accounts.reset}
                            says={texts.accounts.resetWarning(account.userName)}
                            sure={texts.accounts.resetSure}
                            busy={changing.busy}
                            onSure={(reason) => void reset(account.userName, reason)}
                          />
                        )}
                        <Confirm
                          testId="remove"
                          asksReason
                          label={texts.accounts.remove}
                          says={texts.accounts.removeWarning(account.userName)}
                          sure={texts.accounts.removeSure}
                          busy={changing.busy}
                          onSure={(reason) => void remove(account.userName, reason)}
                        />
                      </>
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
