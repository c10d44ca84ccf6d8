import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import type { PoolPicture } from '../../../protocol/pool-picture.ts';
import { useApp } from '../app-state.ts';

/** The shades of a cell, from none of its numbers free to all of them, as the opacity of the accent colour. */
const SHADES = [0, 0.1, 0.21, 0.32, 0.44, 0.56, 0.68, 0.8, 0.92];
const shadeOf = (free: number, total: number): number => SHADES[Math.ceil((free / total) * (SHADES.length - 1))] ?? 0;

/** The pool as a map: a cell per leading pair of characters, shaded by what is free in it, live (LIVE-1). */
export const PoolMap = ({ pool }: { readonly pool: PoolPicture }) => {
  const texts = useApp().language.texts.value.lobby;
  const { first, second, free, total } = pool.map;
  const [shown, show] = useState<number | null>(null);
  const lead = (cell: number): string =>
    first.charAt(Math.floor(cell / second.length)) + second.charAt(cell % second.length);
  const point = (event: Event): void => {
    const cell = event.target instanceof HTMLElement ? event.target.dataset['cell'] : undefined;
    if (cell !== undefined) show(Number(cell));
  };
  return (
    <figure class="map">
      <div
        class="map-cells"
        role="img"
        aria-label={texts.mapLabel(free.length, pool.free)}
        data-testid="pool-map"
        style={{ '--columns': String(second.length) }}
        onPointerMove={point}
        onPointerDown={point}
      >
        <span />
        {[...second].map((sign) => (
          <span key={sign} class="axis">
            {sign}
          </span>
        ))}
        {[...first].map((sign, row) => (
          <Fragment key={sign}>
            <span class="axis">{sign}</span>
            {free.slice(row * second.length, (row + 1) * second.length).map((left, column) => {
              const cell = row * second.length + column;
              const style = { '--shade': shadeOf(left, total[cell] ?? 0) };
              return (
                <span key={cell} class={`cell ${cell === shown ? 'cell-shown' : ''}`} style={style} data-cell={cell} />
              );
            })}
          </Fragment>
        ))}
      </div>
      <figcaption>
        <span class="map-caption digits">
          {shown === null ? texts.mapHint : texts.mapCell(lead(shown), free[shown] ?? 0, total[shown] ?? 0)}
        </span>
        <span class="map-key" aria-hidden="true">
          {texts.less}
          {SHADES.map((shade) => (
            <i key={shade} class="cell" style={{ '--shade': shade }} />
          ))}
          {texts.more}
        </span>
      </figcaption>
    </figure>
  );
};
