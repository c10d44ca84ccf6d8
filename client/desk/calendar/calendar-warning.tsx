import { useDesk } from '../desk.ts';
import { hrefOf } from '../router.ts';

/** A year whose holidays are not known, and where to load it. */
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
