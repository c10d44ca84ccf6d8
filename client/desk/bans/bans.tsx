import { useState } from 'preact/hooks';
import type { DeskAnswerOf } from '../../../protocol/desk/client-to-server.ts';
import { Action } from '../../pages/parts/action.tsx';
import { Notice } from '../../pages/parts/notice.tsx';
import { Page } from '../../pages/parts/page.tsx';
import { useAuthority, useDesk } from '../desk.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Done } from '../parts/done.tsx';
import { Table } from '../parts/table.tsx';
import { useDeed } from '../parts/use-deed.ts';
import { useQuery } from '../parts/use-query.ts';

type Ban = DeskAnswerOf<'listBans'>['bans'][number];

/** The owners who may not choose, each with the ban's end; lifting a ban needs a reason (DONE-4). */
export const BansPage = () => {
  const texts = useDesk().language.texts.value;
  const { timeZone } = useAuthority();
  const [from, setFrom] = useState(0);
  const { answer, trouble, refresh } = useQuery('listBans', { from });
  const deed = useDeed(refresh);

  const nameOf = ({ person, owner }: Ban): string =>
    person === null ? owner : `${person.displayName} ${person.userName}`;
  return (
    <Page name="bans" title={texts.pages.bans}>
      <section class="card">
        <p>{texts.bans.explain}</p>
        <Notice trouble={trouble ?? deed.trouble} />
        <Done>{deed.done && <p>{texts.bans.lifted}</p>}</Done>
        {answer !== null && (
          <>
            <p class="digits" data-testid="bans" data-count={answer.total}>
              {answer.total === 0 ? texts.bans.empty : texts.bans.total(answer.total)}
            </p>
            {answer.bans.length > 0 && (
              <Table
                label={texts.pages.bans}
                head={0}
                columns={[
                  { name: texts.bans.who },
                  { name: texts.person.number, kind: 'still' },
                  { name: texts.bans.until, kind: 'digits' },
                  { name: texts.common.actions, kind: 'actions' },
                ]}
                rows={answer.bans.map((ban) => ({
                  key: ban.owner,
                  testId: 'ban',
                  cells: [
                    nameOf(ban),
                    ban.person?.number,
                    texts.instant(ban.until, timeZone),
                    <Confirm
                      testId="lift"
                      asksReason
                      label={texts.bans.lift}
                      says={texts.bans.liftWarning(nameOf(ban))}
                      sure={texts.bans.liftSure}
                      busy={deed.busy}
                      onSure={(reason) => void deed.perform('liftBan', { owner: ban.owner, reason })}
                    />,
                  ],
                }))}
              />
            )}
            {from + answer.bans.length < answer.total && (
              <Action testId="more" onPress={() => setFrom(from + answer.bans.length)}>
                {texts.common.more}
              </Action>
            )}
          </>
        )}
      </section>
    </Page>
  );
};
