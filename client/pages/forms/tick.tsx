import { WrongHere } from './field.tsx';
import type { Wrong } from './use-form.ts';

type Props = {
  readonly name: string;
  readonly label: string;
  readonly required?: boolean;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly wrongs?: readonly Wrong[];
};

/** A box to tick, with its label as part of what can be pressed. */
export const Tick = ({ name, label, required = false, checked, onChange, wrongs = [] }: Props) => {
  const wrong = wrongs.find(({ field }) => field === name);
  return (
    <div class={wrong ? 'field field-wrong' : 'field'}>
      <label class="tick">
        <input
          type="checkbox"
          data-testid={name}
          checked={checked}
          aria-required={required}
          aria-invalid={wrong !== undefined}
          aria-describedby={wrong && `${name}-wrong`}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span>
          {label}
          {required && (
            <span class="asterisk" aria-hidden="true">
              {' '}
              *
            </span>
          )}
        </span>
      </label>
      <WrongHere id={`${name}-wrong`} name={name} wrong={wrong} />
    </div>
  );
};
