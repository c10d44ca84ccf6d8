type Props<V extends string> = {
  readonly name: string;
  readonly label: string;
  readonly value: V;
  readonly options: readonly (readonly [value: V, label: string])[];
  readonly onChange: (value: V) => void;
};

/** A choice from a list. */
export const Select = <V extends string>({ name, label, value, options, onChange }: Props<V>) => (
  <div class="field">
    <label for={`field-${name}`}>{label}</label>
    <select
      id={`field-${name}`}
      data-testid={`field-${name}`}
      value={value}
      onChange={(event) => {
        const chosen = options.find(([each]) => each === event.currentTarget.value);
        if (chosen !== undefined) onChange(chosen[0]);
      }}
    >
      {options.map(([each, text]) => (
        <option key={each} value={each} selected={each === value}>
          {text}
        </option>
      ))}
    </select>
  </div>
);

/** A choice of two or three, all of them visible. */
export const Choice = <V extends string>({ name, label, value, options, onChange }: Props<V>) => (
  <fieldset class="choice">
    <legend>{label}</legend>
    {options.map(([each, text]) => (
      <label key={each}>
        <input
          type="radio"
          name={name}
          data-testid={`${name}-${each}`}
          checked={each === value}
          onChange={() => onChange(each)}
        />
        {text}
      </label>
    ))}
  </fieldset>
);
