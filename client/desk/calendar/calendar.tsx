import { useDesk } from '../desk.ts';
import { Notice } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { useQuery } from '../parts/use-query.ts';
import { LoadYear } from './load-year.tsx';

/** For which years holidays and make-up days are known; a manager loads another (DONE-1). */
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
          <Scroll label={texts.pages.calendar}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{texts.calendar.year}</th>
                  <th scope="col">{texts.calendar.source}</th>
                  <th scope="col">{texts.calendar.holidays}</th>
                  <th scope="col">{texts.calendar.makeUpDays}</th>
                </tr>
              </thead>
              <tbody>
                {answer.years.toReversed().map((year) => (
                  <tr key={year.year} data-testid="year" data-year={year.year} data-source={year.source}>
                    <th scope="row" class="digits">
                      {year.year}
                    </th>
                    <td>{texts.calendar.sources[year.source]}</td>
                    <td>
                      <Days days={year.holidays} />
                    </td>
                    <td>
                      <Days days={year.makeUpDays} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        </section>
      )}
      {may('loadCalendarYear') && <LoadYear known={answer?.years.map(({ year }) => year) ?? []} onLoaded={refresh} />}
    </Page>
  );
};

/** How many, and which on demand. */
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
