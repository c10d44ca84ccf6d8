import { useEffect, useRef } from 'preact/hooks';
import type { FieldProblem } from '../../../protocol/form-problems.ts';
import { useDesk } from '../desk.ts';

type Props = {
  /** The field's name on its page and in the server's problems. */
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: string | undefined;
  readonly required?: boolean;
  /** The server's problems, of which the field shows its own; and a problem that the page itself found. */
  readonly problems?: readonly FieldProblem[];
  readonly wrong?: string | null;
  readonly type?: 'text' | 'password' | 'tel' | 'number' | 'datetime-local';
  readonly autocomplete?: string;
  /** Whether it takes the focus when it appears. */
  readonly takesFocus?: boolean;
  /** Makes it a field of several lines, with room for this many. */
  readonly rows?: number;
  readonly onEnter?: () => void;
};

/** One field with its label, its hint and its problems. */
export const Field = ({
  name,
  label,
  value,
  onInput,
  hint,
  required = false,
  problems = [],
  wrong = null,
  type = 'text',
  autocomplete = 'off',
  takesFocus = false,
  rows,
  onEnter,
}: Props) => {
  const code = useDesk().language.code.value;
  const id = `field-${name}`;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (takesFocus) input.current?.focus();
  }, [takesFocus]);
  const sentences = [
    ...problems.filter(({ field }) => field === name).map((problem) => problem[code]),
    ...(wrong === null ? [] : [wrong]),
  ];
  const described = [hint === undefined ? '' : `${id}-hint`, sentences.length > 0 ? `${id}-wrong` : '']
    .filter((each) => each !== '')
    .join(' ');
  const shared = {
    id,
    'data-testid': id,
    value,
    autocomplete,
    spellcheck: false,
    'aria-required': required,
    'aria-invalid': sentences.length > 0,
    ...(described === '' ? {} : { 'aria-describedby': described }),
  };
  // The element's types require one literal, because each type allows other roles. No role is given here.
  const typed = { type } as { readonly type: 'text' };
  return (
    <div class="field">
      <label for={id}>
        {label}
        {required && <span aria-hidden="true"> *</span>}
      </label>
      {rows === undefined ? (
        <input ref={input} {...shared} {...typed} onInput={(event) => onInput(event.currentTarget.value)} />
      ) : (
        <textarea
          {...shared}
          rows={rows}
          onInput={(event) => onInput(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || onEnter === undefined) return;
            event.preventDefault();
            onEnter();
          }}
        />
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
      {sentences.length > 0 && (
        <p id={`${id}-wrong`} class="wrong" role="alert" data-testid={`${id}-wrong`}>
          {sentences.join(' ')}
        </p>
      )}
    </div>
  );
};
