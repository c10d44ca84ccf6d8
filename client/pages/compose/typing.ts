import type { KeyboardLayout, TypedKeys } from '../../../protocol/keyboard.ts';
import { BLANK } from '../../lib/pattern-feed.ts';

type KeyId = KeyboardLayout['keys'][number]['id'];

/** A number being typed; `focus` is the open position that the next key fills, null once none is open. */
export type Typing = { readonly layout: KeyboardLayout; readonly keys: TypedKeys; readonly focus: number | null };

/** Nothing typed yet, on `positions` positions. */
export const blankOn = (layout: KeyboardLayout, positions: number): Typing => ({
  layout,
  keys: Array.from({ length: positions }, () => null),
  focus: 0,
});

/** Puts a key into the focused position and moves on to the next open one, round the end (COMP-3). */
export const press = (typing: Typing, key: KeyId): Typing => {
  const { focus } = typing;
  if (focus === null) return typing;
  const keys = put(typing.keys, focus, key);
  return { ...typing, keys, focus: nextOpen(keys, focus) };
};

/** Focuses a position, emptying it first. */
export const choose = (typing: Typing, position: number): Typing => ({
  ...typing,
  keys: put(typing.keys, position, null),
  focus: position,
});

/** Empties the nearest filled position before the focus, as a text field would; else the nearest after it. */
export const erase = (typing: Typing): Typing => {
  const from = typing.focus ?? typing.keys.length;
  const before = lastFilled(typing.keys.slice(0, from));
  const found = before >= 0 ? before : typing.keys.findIndex((key) => key !== null);
  return found < 0 ? typing : choose(typing, found);
};

/** A text, `?` for open positions, spelt on a layout; a character that the layout lacks stays open. */
export const spell = (layout: KeyboardLayout, text: string): Typing => {
  const keys = Array.from(text, (face) => layout.keys.find((key) => key.face === face)?.id ?? null);
  return { layout, keys, focus: nextOpen(keys, keys.length - 1) };
};

/** The character shown at a position; the blank if it is open. */
export const faceAt = ({ layout, keys }: Typing, position: number): string =>
  layout.keys.find((key) => key.id === keys[position])?.face ?? BLANK;

const put = (keys: TypedKeys, position: number, key: KeyId | null): TypedKeys =>
  keys.map((before, i) => (i === position ? key : before));

const lastFilled = (keys: TypedKeys): number => {
  let at = keys.length - 1;
  while (at >= 0 && keys[at] === null) at -= 1;
  return at;
};

const nextOpen = (keys: TypedKeys, after: number): number | null => {
  for (let step = 1; step <= keys.length; step += 1) {
    const position = (after + step) % keys.length;
    if (keys[position] === null) return position;
  }
  return null;
};
