import { Notice } from '../../pages/parts/notice.tsx';
import { Page } from '../../pages/parts/page.tsx';
import { useAuthority, useDesk } from '../desk.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Done } from '../parts/done.tsx';
import { Table } from '../parts/table.tsx';
import { useDeed } from '../parts/use-deed.ts';
import { useQuery } from '../parts/use-query.ts';
import { AddAccount } from './add-account.tsx';

/** The accounts of the desk; a manager adds, resets and removes them. */
export const AccountsPage = () => {
  const { language, session } = useDesk();
  const texts = language.texts.value;
  const { timeZone } = useAuthority();
  const { answer, trouble, refresh } = useQuery('listAccounts', {});
  const deed = useDeed(refresh);
  return (
    <Page name="accounts" title={texts.pages.accounts}>
      <section class="card" aria-label={texts.pages.accounts}>
        <Notice trouble={trouble ?? deed.trouble} />
        <Done>
          {deed.done && <p>{deed.done.name === 'removeAccount' ? texts.accounts.removed : texts.accounts.resetDone}</p>}
        </Done>
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
                            busy={deed.busy}
                            onSure={(reason) =>
                              void deed.perform('resetSecondFactor', { userName: account.userName, reason })
                            }
                          />
                        )}
                        <Confirm
                          testId="remove"
                          asksReason
                          label={texts.accounts.remove}
                          says={texts.accounts.removeWarning(account.userName)}
                          sure={texts.accounts.removeSure}
                          busy={deed.busy}
                          onSure={(reason) =>
                            void deed.perform('removeAccount', { userName: account.userName, reason })
                          }
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
