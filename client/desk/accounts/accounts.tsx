import { useState } from 'preact/hooks';
import { useAuthority, useDesk } from '../desk.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Done } from '../parts/done.tsx';
import { Notice } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { Scroll } from '../parts/scroll.tsx';
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
          <Scroll label={texts.pages.accounts}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{texts.accounts.userName}</th>
                  <th scope="col">{texts.accounts.role}</th>
                  <th scope="col">{texts.accounts.createdAt}</th>
                  <th scope="col">{texts.common.actions}</th>
                </tr>
              </thead>
              <tbody>
                {answer.accounts.map((account) => (
                  <tr key={account.userName} data-testid="account" data-user-name={account.userName}>
                    <th scope="row">
                      {account.userName}{' '}
                      <small class="hint">
                        {account.demo && texts.accounts.demo}
                        {account.mustChange && texts.accounts.mustChange}
                      </small>
                    </th>
                    <td>{texts.roles[account.role]}</td>
                    <td class="digits still">{account.demo ? '' : texts.instant(account.createdAt, timeZone)}</td>
                    <td>
                      {account.userName === session.value?.userName && texts.accounts.own}
                      {!account.demo && account.userName !== session.value?.userName && (
                        <Confirm
                          testId="remove"
                          asksReason
                          label={texts.accounts.remove}
                          says={texts.accounts.removeWarning(account.userName)}
                          sure={texts.accounts.removeSure}
                          busy={removing.busy}
                          onSure={(reason) => void remove(account.userName, reason)}
                        />
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </section>
      <AddAccount onAdded={refresh} />
    </Page>
  );
};
