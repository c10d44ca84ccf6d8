import { useRef } from 'preact/hooks';
import { useApp } from '../app-state.ts';

export const CODE_LENGTH = 6;

type Props = { readonly code: string; readonly onChange: (code: string) => void };

/** Six boxes for one code: typing moves on, erasing moves back, and a paste or the phone's own offer fills them all. */
export const CodeBoxes = ({ code, onChange }: Props) => {
  const texts = useApp().language.texts.value.code;
  const boxes = useRef<HTMLDivElement>(null);
  const focus = (i: number): void => {
    boxes.current?.querySelectorAll('input')[Math.max(0, Math.min(CODE_LENGTH - 1, i))]?.focus();
  };
  // Digits are kept without gaps: the code is a prefix, and the box after it is the next one.
  const put = (i: number, text: string): void => {
    const digits = text.replace(/\D/g, '');
    if (digits === '') return;
    const at = Math.min(i, code.length);
    const next = (code.slice(0, at) + digits + code.slice(at + digits.length)).slice(0, CODE_LENGTH);
    onChange(next);
    focus(at + digits.length);
  };
  const onKeyDown = (event: KeyboardEvent, i: number): void => {
    if (event.key === 'ArrowLeft') focus(i - 1);
    else if (event.key === 'ArrowRight') focus(i + 1);
    else if (event.key === 'Backspace' || event.key === 'Delete') {
      const at = i < code.length ? i : code.length - 1;
      onChange(code.slice(0, Math.max(0, at)) + code.slice(at + 1));
      focus(event.key === 'Backspace' && i >= code.length ? at : i - (event.key === 'Backspace' ? 1 : 0));
    } else return;
    event.preventDefault();
  };
  return (
    <div ref={boxes} class="code-boxes" role="group" aria-label={texts.enter}>
      {Array.from({ length: CODE_LENGTH }, (_, i) => (
        <input
          key={i}
          data-testid={`code-${i}`}
          aria-label={texts.digit(i + 1)}
          inputMode="numeric"
          autocomplete={i === 0 ? 'one-time-code' : 'off'}
          value={code.charAt(i)}
          onFocus={(event) => event.currentTarget.select()}
          onKeyDown={(event) => onKeyDown(event, i)}
          onInput={(event) => {
            const { value } = event.currentTarget;
            // The box still shows its digit before what was typed, unless it was selected.
            const typed = value.length === 2 && value.startsWith(code.charAt(i)) ? value.slice(1) : value;
            event.currentTarget.value = code.charAt(i);
            put(i, typed);
          }}
          onPaste={(event) => {
            event.preventDefault();
            put(i, event.clipboardData?.getData('text') ?? '');
          }}
        />
      ))}
    </div>
  );
};
