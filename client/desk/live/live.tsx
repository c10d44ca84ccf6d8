import type { DeskCounters } from '../../../protocol/desk/counters.ts';
import { Page } from '../../pages/parts/page.tsx';
import { useDesk } from '../desk.ts';
import { Sparkline } from './sparkline.tsx';

/** Every live figure, by group. */
const GROUPS = {
  pool: ['free', 'held', 'reserved', 'registered', 'withheld', 'opened'],
  holds: ['holding', 'picking', 'confirming'],
  connections: ['applicants', 'choosing', 'desk'],
  queue: ['alarmsWaiting', 'alarmsLate', 'messagesWaiting', 'messagesDead', 'redisMs'],
} as const;
type Figure = (typeof GROUPS)[keyof typeof GROUPS][number];
const groups = Object.entries(GROUPS) as [keyof typeof GROUPS, readonly Figure[]][];

/** The figures of one moment, without their groups. */
const figuresOf = ({ pool, holds, connections, queue, redisMs }: DeskCounters): Record<Figure, number | null> => ({
  ...pool,
  ...holds,
  ...connections,
  ...queue,
  redisMs,
});

/** The live counters, each with a small chart of its last minutes. */
export const LivePage = () => {
  const { language, counters } = useDesk();
  const texts = language.texts.value;
  const history = counters.value.map(figuresOf);
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
              {figures.map((figure) => (
                <Tile key={figure} figure={figure} values={history.map((each) => each[figure])} />
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
