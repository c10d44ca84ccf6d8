import { useState } from 'preact/hooks';
import { useApp } from '../app-state.ts';
import type { Trouble } from '../parts/notice.tsx';

export const CODE_LENGTH = 6;

/** The digits of a typed, pasted or autofilled text, in full width too. */
const codeIn = (text: string): string => text.normalize('NFKC').replace(/\D/g, '').slice(0, CODE_LENGTH);

type Props = {
  readonly code: string;
  /** The problem with the code before. */
  readonly trouble: Trouble | null;
  readonly onChange: (code: string) => void;
};

const isAboutCode = (trouble: Trouble | null): boolean =>
  typeof trouble === 'object' && trouble !== null && (!('code' in trouble) || trouble.code === 'codeWrong');

/**
 * One field, so that every keyboard, input method and phone's offer works on it as on any other; six cells are drawn
 * behind it. It has no `maxlength`: that would cut a pasted message before its digits.
 */
export const CodeField = ({ code, trouble, onChange }: Props) => {
  const texts = useApp().language.texts.value.code;
  // An input method's unfinished text: writing into the field would interrupt it.
  const [unfinished, setUnfinished] = useState<string | null>(null);
  const take = (field: HTMLInputElement, composing: boolean): void => {
    const typed = codeIn(field.value);
    setUnfinished(composing ? field.value : null);
    if (!composing && field.value !== typed) field.value = typed;
    onChange(typed);
  };
  return (
    <label class="code-field">
      <span class="code-label">{texts.enter}</span>
      <span class="code-cells">
        {Array.from({ length: CODE_LENGTH }, (_, i) => (
          <i key={i} class={i === Math.min(code.length, CODE_LENGTH - 1) ? 'code-cell code-next' : 'code-cell'} />
        ))}
        <input
          data-testid="code"
          inputMode="numeric"
          autocomplete="one-time-code"
          enterkeyhint="done"
          spellcheck={false}
          aria-invalid={isAboutCode(trouble)}
          value={unfinished ?? code}
          onInput={(event) => take(event.currentTarget, event.isComposing)}
          onCompositionEnd={(event) => take(event.currentTarget, false)}
          onBlur={(event) => take(event.currentTarget, false)}
        />
      </span>
    </label>
  );
};
