import type { SelectionView } from '../../../protocol/selection-view.ts';
import { useApp } from '../app-state.ts';
import { Action } from '../parts/action.tsx';
import { written } from '../parts/plate.tsx';
import { useFormTexts } from './form-texts.ts';

/** Stages in which nothing is left to be done here. */
const OVER: readonly SelectionView['stage'][] = ['reserved', 'registered', 'missed'];

/** The vehicles of the account, each with how far its selection has come. */
export const Vehicles = ({ selections }: { readonly selections: readonly SelectionView[] }) => {
  const { session, pool, choose } = useApp();
  const texts = useFormTexts().account;
  const vehicles = session.value?.vehicles ?? [];
  if (vehicles.length === 0) return null;
  return (
    <ul class="vehicles">
      {vehicles.map(({ selection, vin, model }) => {
        const view = selections.find(({ id }) => id === selection);
        const over = view !== undefined && OVER.includes(view.stage);
        const plate = view !== undefined && 'plate' in view ? written(pool.value?.prefix ?? '', view.plate) : null;
        return (
          <li key={selection} data-testid="vehicle" data-vin={vin} data-stage={view?.stage}>
            <div>
              <b>{model}</b> <span class="digits">{vin}</span>
              <p class="hint">
                {plate !== null && <span class="digits">{plate} · </span>}
                {view === undefined ? '\u00a0' : texts.states[view.stage]}
              </p>
            </div>
            <Action kind={over ? 'plain' : 'main'} testId="choose-vehicle" onPress={() => choose(selection)}>
              {over ? texts.look : texts.choose}
              <span class="unseen">{texts.forVehicle(model, vin)}</span>
            </Action>
          </li>
        );
      })}
    </ul>
  );
};
