import { BLANK } from '../../client/lib/pattern-feed.ts';
import type { KeyboardLayout } from '../../protocol/keyboard.ts';

/** The keys of a number or a pattern on a layout; null where a position is open. */
export const keysOf = ({ keys }: KeyboardLayout, pattern: string): (string | null)[] =>
  Array.from(pattern, (face) => {
    if (face === BLANK) return null;
    const key = keys.find((each) => each.face === face);
    if (key === undefined) throw new Error(`there is no key ${face}`);
    return key.id;
  });
