import type { DeskCounters } from '../../../protocol/desk/counters.ts';
import { Page } from '../../pages/parts/page.tsx';
import { useDesk } from '../desk.ts';
import type { DeskTexts } from '../texts/zh.ts';
import { Sparkline } from './sparkline.tsx';

type Figure = keyof DeskTexts['live']['figures'];
type Read = readonly [figure: Figure, read: (counters: DeskCounters) => number | null];

/** Every live figure, by group. */
const GROUPS = {
  pool: [
    ['free', ({ pool }) => pool.free],
    ['held', ({ pool }) => pool.held],
    ['reserved', ({ pool }) => pool.reserved],
    ['registered', ({ pool }) => pool.registered],
    ['withheld', ({ pool }) => pool.withheld],
    ['opened', ({ pool }) => pool.opened],
  ],
  holds: [
    ['holding', ({ holds }) => holds.holding],
    ['picking', ({ holds }) => holds.picking],
    ['confirming', ({ holds }) => holds.confirming],
  ],
  connections: [
    ['applicants', ({ connections }) => connections.applicants],
    ['choosing', ({ connections }) => connections.choosing],
    ['desk', ({ connections }) => connections.desk],
  ],
  queue: [
    ['alarmsWaiting', ({ queue }) => queue.alarmsWaiting],
    ['alarmsLate', ({ queue }) => queue.alarmsLate],
    ['messagesWaiting', ({ queue }) => queue.messagesWaiting],
    ['messagesDead', ({ queue }) => queue.messagesDead],
    ['redisMs', ({ redisMs }) => redisMs],
  ],
} as const satisfies Record<string, readonly Read[]>;
const groups = Object.entries(GROUPS) as [keyof typeof GROUPS, readonly Read[]][];

/** The live counters with their last minutes, drawn small. */
export const LivePage = () => {
  const { language, counters } = useDesk();
  const texts = language.texts.value;
  const history = counters.value;
  const now = history[history.length - 1];
  return (
    <Page name="live" title={texts.pages.live}>
      <p class="hint">{texts.live.explain}</p>
      {now === undefined && <div class="waiting" aria-busy="true" />}
      {now !== undefined &&
        groups.map(([group, figures]) => (
          <section key={group} class="card" aria-labelledby={`group-${group}`}>
            <h2 id={`group-${group}`}>{texts.live.groups[group]}</h2>
            <dl class="tiles">
              {figures.map(([figure, read]) => (
                <Tile key={figure} figure={figure} values={history.map(read)} />
              ))}
            </dl>
          </section>
        ))}
    </Page>
  );
};

const Tile = ({ figure, values }: { readonly figure: Figure; readonly values: readonly (number | null)[] }) => {
  const { live, count } = useDesk().language.texts.value;
  const shown = (value: number | null): string =>
    figure === 'redisMs' ? live.ms(value) : value === null ? '—' : count(value);
  const known = values.filter((value) => value !== null);
  const now = values[values.length - 1] ?? null;
  return (
    <div class="tile" data-testid={`figure-${figure}`} data-count={now ?? ''}>
      <dt>{live.figures[figure]}</dt>
      <dd class="digits">{shown(now)}</dd>
      {known.length > 0 && (
        <dd>
          <Sparkline values={values} label={live.chart(shown(Math.min(...known)), shown(Math.max(...known)))} />
        </dd>
      )}
    </div>
  );
};
