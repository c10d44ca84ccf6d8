import { useApp } from '../../app-state.ts';
import { Action } from '../../parts/action.tsx';
import { useFormTexts } from '../form-texts.ts';

type Vehicle = { readonly vin: string; readonly invoiceCode: string; readonly invoiceNumber: string };

/** The data of a demo newcomer's papers, for the vehicles that have no application yet. */
export const DemoVehicles = ({ onFill }: { readonly onFill: (vehicle: Vehicle) => void }) => {
  const { demo, session } = useApp();
  const { apply, field } = useFormTexts();
  const who = session.value;
  const known = demo.value?.newcomers?.find(({ userName }) => userName === who?.userName)?.vehicles ?? [];
  // The account's VINs are masked, except their ends.
  const left = known.filter(({ vin }) => !who?.vehicles.some((vehicle) => vehicle.vin.slice(-4) === vin.slice(-4)));
  if (left.length === 0) return null;
  return (
    <section class="demo-data" data-testid="demo-data" aria-labelledby="demo-data-title">
      <h2 id="demo-data-title">{apply.demoData}</h2>
      <p class="hint">{apply.demoHint}</p>
      {left.map((vehicle) => (
        <div key={vehicle.vin} class="demo-vehicle">
          <dl class="facts">
            {(['vin', 'invoiceCode', 'invoiceNumber'] as const).map((name) => (
              <div key={name} hidden={vehicle[name] === ''}>
                <dt>{name === 'vin' ? apply.demoVin : field[name]}</dt>
                <dd class="digits" data-testid={`demo-${name}`}>
                  {vehicle[name]}
                </dd>
              </div>
            ))}
          </dl>
          <Action testId="demo-fill" onPress={() => onFill(vehicle)}>
            {apply.demoFill}
            <span class="unseen">{vehicle.vin}</span>
          </Action>
        </div>
      ))}
    </section>
  );
};
