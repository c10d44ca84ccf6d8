import type { PoolPicture } from '../../../protocol/pool-picture.ts';
import { useApp } from '../app-state.ts';
import { OpensIn } from '../parts/opens-in.tsx';
import { Page } from '../parts/page.tsx';
import { Plate } from '../parts/plate.tsx';
import { hrefOf } from '../router.ts';
import { PoolMap } from './pool-map.tsx';
import { SignIn } from './sign-in.tsx';

/** What everyone sees: is it open, how much is free, where in the pool; and the way in (LIVE-1, HOURS-1). */
export const LobbyPage = () => {
  const { language, pool, session, selection, signedOutElsewhere, cookiesOff, vehicleWanted } = useApp();
  const texts = language.texts.value;
  const picture = pool.value;
  const who = session.value;
  const positions = picture?.blocks[0]?.positions.length ?? 5;
  return (
    <Page name="lobby" title={picture === null ? texts.brand : texts.lobby.title(picture.prefix)}>
      <div class="lobby">
        <div class="lobby-side">
          <Plate prefix={picture?.prefix ?? '冀B'} serial={'?'.repeat(positions)} decorative />
          {picture === null ? <div class="waiting" aria-busy="true" /> : <Figures pool={picture} />}
          {signedOutElsewhere.value && (
            <p class="notice notice-amber" role="status" data-testid="signed-out">
              {texts.connection.signedOut}
            </p>
          )}
          {cookiesOff.value && (
            <p class="notice notice-amber" role="status" data-testid="cookies-off">
              {texts.connection.cookiesOff}
            </p>
          )}
          {who === null && <SignIn />}
          {who !== null && who !== undefined && (
            <section class="card">
              <p>{texts.lobby.welcome(who.displayName)}</p>
              {!vehicleWanted.value && (
                <a
                  class="action action-main"
                  href={hrefOf('compose')}
                  data-testid="go-on"
                  aria-busy={selection.value === null}
                >
                  {texts.lobby.goOn}
                </a>
              )}
              <a
                class={`action action-${vehicleWanted.value ? 'main' : 'plain'}`}
                href={hrefOf('account')}
                data-testid="to-account"
              >
                {texts.lobby.toAccount}
              </a>
            </section>
          )}
        </div>
        {picture !== null && (
          <section class="card lobby-map" aria-labelledby="map-title">
            <h2 id="map-title">{texts.lobby.map}</h2>
            <PoolMap pool={picture} />
            {picture.blocks.length > 0 && <Blocks pool={picture} />}
          </section>
        )}
      </div>
    </Page>
  );
};

const Figures = ({ pool }: { readonly pool: PoolPicture }) => {
  const { language, demo } = useApp();
  const { lobby, count } = language.texts.value;
  return (
    <section class="pool-figures">
      <p class={pool.open ? 'state state-open' : 'state'}>
        <span>{pool.open ? lobby.open : lobby.closed}</span>
        {pool.changesAt !== null && <Change pool={pool} at={pool.changesAt} />}
        {pool.changesAt === null && (
          <small class="hint" data-testid="always-open">
            {demo.value === null ? lobby.always : lobby.alwaysDemo}
          </small>
        )}
      </p>
      <p class="free">
        <span>{lobby.free}</span>
        <b class="digits" data-testid="pool-free" data-count={pool.free}>
          {count(pool.free)}
        </b>
        <small class="hint">{lobby.freeOf(pool.total)}</small>
      </p>
      <p class="hint digits">{lobby.choosing(pool.choosing)}</p>
    </section>
  );
};

/** The time of closing, or the time until opening. */
const Change = ({ pool, at }: { readonly pool: PoolPicture; readonly at: number }) => {
  const { lobby, htmlLang } = useApp().language.texts.value;
  if (!pool.open) return <OpensIn at={at} />;
  const time = new Intl.DateTimeFormat(htmlLang, { timeStyle: 'short', hourCycle: 'h23', timeZone: pool.timeZone });
  return <small class="hint">{lobby.closesAt(time.format(at))}</small>;
};

const Blocks = ({ pool }: { readonly pool: PoolPicture }) => {
  const { language } = useApp();
  const { lobby, count } = language.texts.value;
  return (
    <table class="blocks">
      <caption>{lobby.blocks}</caption>
      <tbody>
        {pool.blocks.map((block) => (
          <tr key={block.id}>
            <th scope="row">{block.name[language.code.value]}</th>
            <td class="digits">
              {count(block.free)} / {count(block.total)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
