import { useDesk } from '../desk.ts';
import { hrefOf } from '../router.ts';

/** Names the years whose holidays are unknown, and links to the page that loads them. */
export const CalendarWarning = () => {
  const { language, welcome } = useDesk();
  const texts = language.texts.value;
  const missing = welcome.value?.missingYears ?? [];
  if (missing.length === 0) return null;
  return (
    <p class="bar bar-amber" role="status">
      {texts.calendar.missing(missing.join(', '))}{' '}
      <a class="link" href={hrefOf({ page: 'calendar', of: '' })}>
        {texts.pages.calendar}
      </a>
    </p>
  );
};
