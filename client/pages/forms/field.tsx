import { useApp } from '../app-state.ts';
import type { Wrong } from './use-form.ts';

type Props = {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly required?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly wrongs: readonly Wrong[];
  /** The input is hidden. */
  readonly secret?: boolean;
  readonly inputMode?: 'numeric' | 'tel';
  readonly autocomplete?: string;
};

/** One field with its label, its asterisk if it is required, and what is wrong with it right under it (FLOW-1). */
export const Field = ({ name, label, hint, required = false, value, onChange, wrongs, ...input }: Props) => {
  const wrong = wrongs.find(({ field }) => field === name);
  const [hintId, wrongId] = [`${name}-hint`, `${name}-wrong`];
  const describedBy = [...(wrong ? [wrongId] : []), ...(hint === undefined ? [] : [hintId])].join(' ');
  return (
    <div class={wrong ? 'field field-wrong' : 'field'}>
      <label for={name}>
        {label}
        {required && (
          <span class="asterisk" aria-hidden="true">
            {' '}
            *
          </span>
        )}
      </label>
      <input
        id={name}
        data-testid={name}
        {...(input.secret ? { type: 'password' as const } : { type: 'text' as const })}
        inputMode={input.inputMode}
        autocomplete={input.autocomplete ?? 'off'}
        autocapitalize="off"
        spellcheck={false}
        aria-required={required}
        aria-invalid={wrong !== undefined}
        aria-describedby={describedBy === '' ? undefined : describedBy}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <WrongHere id={wrongId} name={name} wrong={wrong} />
      {hint !== undefined && (
        <p id={hintId} class="hint">
          {hint}
        </p>
      )}
    </div>
  );
};

type WrongProps = { readonly id: string; readonly name: string; readonly wrong: Wrong | undefined };

/** A problem with a sign before it: never marked by colour alone. */
export const WrongHere = ({ id, name, wrong }: WrongProps) => {
  const { code } = useApp().language;
  return (
    wrong && (
      <p id={id} class="wrong" data-testid={`wrong-${name}`} data-code={wrong.code}>
        {wrong[code.value]}
      </p>
    )
  );
};
