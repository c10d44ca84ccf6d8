import { useDesk } from '../desk.ts';
import { hrefOf } from '../router.ts';

/** Slim bars under the header: the connection, and a page that has grown old. Nothing is ever blocked by them. */
export const Bars = () => {
  const { connection, outdated, client, language } = useDesk();
  const texts = language.texts.value;
  const state = connection.value;
  return (
    <div role="status" class="bars">
      {state.stage === 'connecting' && <p class="bar bar-late">{texts.connection.connecting}</p>}
      {state.stage === 'lost' && (
        <p class="bar bar-amber" data-testid="reconnecting">
          {texts.connection.lost}
        </p>
      )}
      {state.stage === 'ended' && state.reason !== null && (
        <p class="bar bar-amber">
          {typeof state.reason === 'object' ? state.reason[language.code.value] : texts.connection.ended}{' '}
          <button type="button" class="link" onClick={client.connect}>
            {texts.connection.again}
          </button>
        </p>
      )}
      {outdated.value && (
        <p class="bar bar-amber">
          {texts.connection.outdated}{' '}
          <button type="button" class="link" onClick={() => location.reload()}>
            {texts.connection.reload}
          </button>
        </p>
      )}
    </div>
  );
};

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
