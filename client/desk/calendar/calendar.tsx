import { Notice } from '../../pages/parts/notice.tsx';
import { Page } from '../../pages/parts/page.tsx';
import { useDesk } from '../desk.ts';
import { Table } from '../parts/table.tsx';
import { useQuery } from '../parts/use-query.ts';
import { LoadYear } from './load-year.tsx';

/** The years whose holidays and make-up days are known; a manager loads another (DONE-1). */
export const CalendarPage = () => {
  const { language, may } = useDesk();
  const texts = language.texts.value;
  const { answer, trouble, refresh } = useQuery('readCalendar', {});
  return (
    <Page name="calendar" title={texts.pages.calendar}>
      <p>{texts.calendar.explain}</p>
      <Notice trouble={trouble} />
      {answer !== null && answer.missing.length > 0 && (
        <p class="notice notice-amber" data-testid="missing-years">
          {texts.calendar.missing(answer.missing.join(', '))}
        </p>
      )}
      {answer !== null && (
        <section class="card" aria-label={texts.pages.calendar}>
          <Table
            label={texts.pages.calendar}
            head={0}
            columns={[
              { name: texts.calendar.year, kind: 'digits' },
              { name: texts.calendar.source },
              { name: texts.calendar.holidays },
              { name: texts.calendar.makeUpDays },
            ]}
            rows={[...answer.years].reverse().map((year) => ({
              key: String(year.year),
              testId: 'year',
              traits: { 'data-year': year.year, 'data-source': year.source },
              cells: [
                String(year.year),
                texts.calendar.sources[year.source],
                <Days days={year.holidays} />,
                <Days days={year.makeUpDays} />,
              ],
            }))}
          />
        </section>
      )}
      {may('loadCalendarYear') && <LoadYear known={answer?.years.map(({ year }) => year) ?? []} onLoaded={refresh} />}
    </Page>
  );
};

/** The count of days; opened, the days themselves. */
const Days = ({ days }: { readonly days: readonly string[] }) => {
  const { count } = useDesk().language.texts.value;
  if (days.length === 0) return <>0</>;
  return (
    <details>
      <summary class="digits">{count(days.length)}</summary>
      <span class="digits">{days.map((day) => day.slice(5)).join(', ')}</span>
    </details>
  );
};
