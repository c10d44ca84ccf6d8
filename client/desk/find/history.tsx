import { Notice } from '../../pages/parts/notice.tsx';
import { Page } from '../../pages/parts/page.tsx';
import { useAuthority, useDesk } from '../desk.ts';
import { Table } from '../parts/table.tsx';
import { useQuery } from '../parts/use-query.ts';
import { SelectionFacts } from './selection.tsx';

/** One selection, and all its events in plain words. */
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
            <Table
              label={texts.history.entries}
              columns={[{ name: texts.history.when, kind: 'still' }, { name: texts.history.what }]}
              rows={answer.entries.map((entry, i) => ({
                key: String(i),
                testId: 'entry',
                traits: { 'data-event': entry.event },
                cells: [texts.instant(entry.at, timeZone), entry.words[language.code.value]],
              }))}
            />
            {answer.entries.length === 0 && <p class="hint">{texts.history.empty}</p>}
            {!answer.complete && <p class="hint">{texts.history.incomplete}</p>}
          </section>
        </>
      )}
    </Page>
  );
};
