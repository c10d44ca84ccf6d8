import type { SelectionView } from '../../protocol/selection-view.ts';
import { useApp } from './app-state.ts';
import { Compose } from './compose/compose.tsx';
import { Draw } from './draw/draw.tsx';
import { heldPages } from './late-parts.ts';
import { Missing } from './parts/late-page.tsx';
import { OpensIn } from './parts/opens-in.tsx';
import { Page } from './parts/page.tsx';
import { hrefOf } from './router.ts';

export type Choosing = Extract<SelectionView, { stage: 'choosing' }>;

/** The two ways to choose, as tabs, each with the count of chances left. */
export const ChoosingPage = ({ selection }: { readonly selection: Choosing }) => {
  const { language, router, pool, lapsed, session } = useApp();
  const texts = language.texts.value;
  const way = router.route.value === 'draw' ? 'draw' : 'compose';
  const picture = pool.value;
  const vehicles = session.value?.vehicles ?? [];
  const several = vehicles.length > 1;
  const vehicle = vehicles.find((each) => each.selection === selection.id);
  const tabs = [
    { id: 'compose', label: texts.choosing.compose, left: selection.triesLeft },
    { id: 'draw', label: texts.choosing.draw, left: selection.drawsLeft },
  ] as const;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const other = way === 'draw' ? 'compose' : 'draw';
    router.go(other);
    document.getElementById(`tab-${other}`)?.focus();
  };
  return (
    <Page name="choosing" title={texts.choosing.title}>
      {several && vehicle !== undefined && (
        <p class="hint" data-testid="for-vehicle">
          {texts.choosing.vehicle(vehicle.model, vehicle.vin)}{' '}
          <a href={hrefOf('account')}>{texts.choosing.otherVehicle}</a>
        </p>
      )}
      {heldPages.missing.value && <Missing />}
      {lapsed.value && (
        <p class="notice notice-amber" role="status" data-testid="lapsed">
          {texts.held.lapsed}
        </p>
      )}
      {picture?.open === false && (
        <p class="notice notice-amber" data-testid="closed">
          {texts.choosing.closed} {picture.changesAt !== null && <OpensIn at={picture.changesAt} />}
        </p>
      )}
      <div class="tabs" role="tablist" aria-label={texts.choosing.title} onKeyDown={onKeyDown}>
        {tabs.map(({ id, label, left }) => (
          <button
            key={id}
            id={`tab-${id}`}
            type="button"
            role="tab"
            class="tab"
            data-testid={`tab-${id}`}
            aria-selected={id === way}
            aria-controls="way"
            tabIndex={id === way ? 0 : -1}
            onClick={() => router.go(id)}
          >
            {label} <small data-testid={`${id}-left`}>{texts.choosing.left(left)}</small>
          </button>
        ))}
      </div>
      <div id="way" role="tabpanel" aria-labelledby={`tab-${way}`} class="way">
        {picture !== null && way === 'compose' && selection.triesLeft > 0 && (
          <Compose selection={selection} pool={picture} />
        )}
        {way === 'compose' && selection.triesLeft === 0 && (
          <p class="empty">{selection.drawsLeft > 0 ? texts.compose.noTries : texts.compose.nothingLeft}</p>
        )}
        {way === 'compose' && selection.drawsLeft > 0 && (
          <p>
            <a
              class={selection.triesLeft > 0 ? undefined : 'action action-main'}
              href={hrefOf('draw')}
              data-testid="try-draw"
            >
              {texts.compose.tryDraw}
            </a>
          </p>
        )}
        {picture !== null && way === 'draw' && <Draw selection={selection} open={picture.open} />}
        {picture !== null && (
          <p class="hint digits" data-testid="pool-figures">
            {texts.choosing.poolFigures(picture.free, picture.choosing)}
          </p>
        )}
      </div>
    </Page>
  );
};
