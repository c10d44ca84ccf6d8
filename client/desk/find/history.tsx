import { useAuthority, useDesk } from '../desk.ts';
import { Notice } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { useQuery } from '../parts/use-query.ts';
import { SelectionFacts } from './selection.tsx';

/** One selection and everything that befell it, in plain words. */
export const HistoryPage = ({ selection }: { readonly selection: string }) => {
  const { language } = useDesk();
  const texts = language.texts.value;
  const { timeZone } = useAuthority();
  const { answer, trouble } = useQuery('readHistory', { selection });
  return (
    <Page name="history" title={texts.pages.history}>
      <Notice trouble={trouble} />
      {answer !== null && (
        <>
          <section class="card">
            <SelectionFacts selection={answer.selection} />
          </section>
          <section class="card" aria-labelledby="entries-title">
            <h2 id="entries-title">{texts.history.entries}</h2>
            <Scroll label={texts.history.entries}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{texts.history.when}</th>
                    <th scope="col">{texts.history.what}</th>
                  </tr>
                </thead>
                <tbody>
                  {answer.entries.map((entry, i) => (
                    <tr key={i} data-testid="entry" data-event={entry.event}>
                      <td class="digits still">{texts.instant(entry.at, timeZone)}</td>
                      <td>{entry.words[language.code.value]}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
            {answer.entries.length === 0 && <p class="hint">{texts.history.empty}</p>}
            {!answer.complete && <p class="hint">{texts.history.incomplete}</p>}
          </section>
        </>
      )}
    </Page>
  );
};
