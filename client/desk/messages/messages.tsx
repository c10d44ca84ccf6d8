import { useState } from 'preact/hooks';
import { useAuthority, useDesk } from '../desk.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Done } from '../parts/done.tsx';
import { Notice } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { useCommand } from '../parts/use-command.ts';
import { useQuery } from '../parts/use-query.ts';

/** Text messages that could not be delivered, and sending one again (SMS-4). */
export const MessagesPage = () => {
  const { language } = useDesk();
  const texts = language.texts.value;
  const { timeZone } = useAuthority();
  const { answer, trouble, refresh } = useQuery('listDeadLetters', {});
  const resending = useCommand();
  const [done, setDone] = useState(false);
  const resend = async (letter: string): Promise<void> => {
    setDone(false);
    const resent = await resending.run('resendMessage', { letter });
    setDone(resent !== null);
    await refresh();
  };
  return (
    <Page name="messages" title={texts.pages.messages}>
      <section class="card">
        <Notice trouble={trouble ?? resending.trouble} />
        <Done>{done ? <p>{texts.messages.resent}</p> : null}</Done>
        {answer !== null && (
          <>
            <p>{texts.messages.gateways[answer.gateway]}</p>
            {answer.waiting > 0 && <p class="digits">{texts.messages.waiting(answer.waiting)}</p>}
            {answer.letters.length === 0 ? (
              <p class="hint">{texts.messages.empty}</p>
            ) : (
              <Scroll label={texts.pages.messages}>
                <table>
                  <thead>
                    <tr>
                      <th scope="col">{texts.messages.phone}</th>
                      <th scope="col">{texts.messages.purpose}</th>
                      <th scope="col">{texts.messages.written}</th>
                      <th scope="col">{texts.messages.died}</th>
                      <th scope="col" class="figure">
                        {texts.messages.tries}
                      </th>
                      <th scope="col">{texts.messages.why}</th>
                      <th scope="col">{texts.common.actions}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {answer.letters.map((letter) => (
                      <tr key={letter.letter} data-testid="letter">
                        <th scope="row" class="still">
                          {letter.phone}
                        </th>
                        <td>{texts.messages.purposes[letter.purpose]}</td>
                        <td class="digits still">{texts.instant(letter.writtenAt, timeZone)}</td>
                        <td class="digits still">{texts.instant(letter.diedAt, timeZone)}</td>
                        <td class="figure">{texts.count(letter.tries)}</td>
                        <td>{letter.why}</td>
                        <td>
                          {letter.canResend ? (
                            <Confirm
                              testId="resend"
                              kind="plain"
                              label={texts.messages.resend}
                              says={texts.messages.resendWarning(letter.phone)}
                              sure={texts.messages.resendSure}
                              busy={resending.busy}
                              onSure={() => void resend(letter.letter)}
                            />
                          ) : (
                            <span class="hint">{texts.messages.cannot}</span>
                          )}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scroll>
            )}
          </>
        )}
      </section>
    </Page>
  );
};
