import { useRef, useState } from 'preact/hooks';
import type { KeyboardLayout } from '../../../protocol/keyboard.ts';
import { useApp } from '../app-state.ts';
import { type Arrow, walk } from './grid-walk.ts';

type Key = KeyboardLayout['keys'][number];
type Props = {
  readonly layout: KeyboardLayout;
  /** The characters that can be put into the focused position; every other key is disabled (COMP-3). */
  readonly usable: string;
  readonly onPress: (key: Key['id']) => void;
  readonly onErase: () => void;
};

const isArrow = (key: string): key is Arrow => /^Arrow(Left|Right|Up|Down)$/.test(key);

/**
 * The virtual keyboard. One tab stop; arrow keys go from usable key to usable key. A key that goes grey keeps the
 * focus if it has it, so nobody is thrown out of the grid by what others take (COMP-4).
 */
export const Keyboard = ({ layout, usable, onPress, onErase }: Props) => {
  const texts = useApp().language.texts.value.compose;
  const grid = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState<Key['id'] | null>(null);
  const can = layout.keys.map((key) => usable.includes(key.face));
  const chosen = layout.keys.findIndex((key) => key.id === current);
  const holdsFocus = grid.current?.contains(document.activeElement) === true;
  // While the focus is elsewhere the tab stop is a key that can be pressed.
  const stop = chosen >= 0 && (can[chosen] === true || holdsFocus) ? chosen : Math.max(0, can.indexOf(true));

  const buttons = (): HTMLButtonElement[] => [...(grid.current?.querySelectorAll('button') ?? [])];
  const columns = (): number => {
    const all = buttons();
    return all.filter((button) => button.offsetTop === all[0]?.offsetTop).length;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Backspace' || event.key === 'Delete') onErase();
    else if (isArrow(event.key)) buttons()[walk(can, columns(), stop, event.key)]?.focus();
    else return;
    event.preventDefault();
  };
  return (
    <div ref={grid} class="keyboard" translate={false} role="group" aria-label={texts.keyboard} onKeyDown={onKeyDown}>
      {layout.keys.map((key, i) => (
        <button
          key={key.id}
          type="button"
          class="key"
          data-testid="key"
          data-face={key.face}
          aria-disabled={can[i] !== true}
          aria-label={can[i] === true ? undefined : texts.keyUnusable(key.face)}
          tabIndex={i === stop ? 0 : -1}
          onFocus={() => setCurrent(key.id)}
          onClick={() => {
            if (can[i] === true) onPress(key.id);
          }}
        >
          {key.face}
        </button>
      ))}
    </div>
  );
};
