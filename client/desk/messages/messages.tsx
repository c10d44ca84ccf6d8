import { Notice } from '../../pages/parts/notice.tsx';
import { Page } from '../../pages/parts/page.tsx';
import { useAuthority, useDesk } from '../desk.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Done } from '../parts/done.tsx';
import { Table } from '../parts/table.tsx';
import { useDeed } from '../parts/use-deed.ts';
import { useQuery } from '../parts/use-query.ts';

/** The text messages that no gateway delivered; each that can be sent again has a button (SMS-4). */
export const MessagesPage = () => {
  const texts = useDesk().language.texts.value;
  const { timeZone } = useAuthority();
  const { answer, trouble, refresh } = useQuery('listDeadLetters', {});
  const deed = useDeed(refresh);
  return (
    <Page name="messages" title={texts.pages.messages}>
      <section class="card">
        <Notice trouble={trouble ?? deed.trouble} />
        <Done>{deed.done && <p>{texts.messages.resent}</p>}</Done>
        {answer !== null && (
          <>
            <p>{texts.messages.gateways[answer.gateway]}</p>
            {answer.waiting > 0 && <p class="digits">{texts.messages.waiting(answer.waiting)}</p>}
            {answer.letters.length === 0 ? (
              <p class="hint">{texts.messages.empty}</p>
            ) : (
              <Table
                label={texts.pages.messages}
                head={0}
                columns={[
                  { name: texts.messages.phone, kind: 'still' },
                  { name: texts.messages.purpose },
                  { name: texts.messages.written, kind: 'digits' },
                  { name: texts.messages.died, kind: 'digits' },
                  { name: texts.messages.tries, kind: 'figure' },
                  { name: texts.messages.why },
                  { name: texts.common.actions, kind: 'actions' },
                ]}
                rows={answer.letters.map((letter) => ({
                  key: letter.letter,
                  testId: 'letter',
                  cells: [
                    letter.phone,
                    texts.messages.purposes[letter.purpose],
                    texts.instant(letter.writtenAt, timeZone),
                    texts.instant(letter.diedAt, timeZone),
                    texts.count(letter.tries),
                    letter.why,
                    letter.canResend ? (
                      <Confirm
                        testId="resend"
                        kind="plain"
                        label={texts.messages.resend}
                        says={texts.messages.resendWarning(letter.phone)}
                        sure={texts.messages.resendSure}
                        busy={deed.busy}
                        onSure={() => void deed.perform('resendMessage', { letter: letter.letter })}
                      />
                    ) : (
                      <span class="hint">{texts.messages.cannot}</span>
                    ),
                  ],
                }))}
              />
            )}
          </>
        )}
      </section>
    </Page>
  );
};
