import { useDesk } from '../desk.ts';
import { hrefOf } from '../router.ts';

/** Slim bars under the header: the connection, a page that has grown old, a year without a calendar. */
export const Bars = () => {
  const { connection, outdated, welcome, client, language } = useDesk();
  const texts = language.texts.value;
  const state = connection.value;
  const missing = welcome.value?.missingYears ?? [];
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
      {missing.length > 0 && (
        <p class="bar bar-amber">
          {texts.calendar.missing(missing.join(', '))}{' '}
          <a class="link" href={hrefOf({ page: 'calendar', of: '' })}>
            {texts.pages.calendar}
          </a>
        </p>
      )}
    </div>
  );
};
