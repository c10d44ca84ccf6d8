import { useFrame } from '../frame.ts';

/** Slim bars under the header, for trouble with the connection, the account or the page's version. None blocks. */
export const Bars = () => {
  const { connection, outdated, socketsBlocked, otherAccount, client, language } = useFrame();
  const texts = language.texts.value.connection;
  const state = connection.value;
  return (
    <div role="status" class="bars">
      {otherAccount.value && (
        <p class="bar bar-amber" data-testid="other-account">
          {texts.otherAccount}
        </p>
      )}
      {socketsBlocked.value && (
        <p class="bar bar-amber" data-testid="sockets-blocked">
          {texts.socketsBlocked}
        </p>
      )}
      {state.stage === 'connecting' && <p class="bar bar-late">{texts.connecting}</p>}
      {state.stage === 'lost' && !socketsBlocked.value && (
        <p class="bar bar-amber" data-testid="reconnecting">
          {texts.lost}
        </p>
      )}
      {state.stage === 'ended' && state.reason !== null && (
        <p class="bar bar-amber">
          {typeof state.reason === 'object' ? state.reason[language.code.value] : texts.ended}{' '}
          <button type="button" class="link" onClick={client.connect}>
            {texts.again}
          </button>
        </p>
      )}
      {outdated.value && (
        <p class="bar bar-amber">
          {texts.outdated}{' '}
          <button type="button" class="link" onClick={() => location.reload()}>
            {texts.reload}
          </button>
        </p>
      )}
    </div>
  );
};
