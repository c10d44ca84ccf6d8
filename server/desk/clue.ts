import { mobileOf, plainText } from '../../protocol/normal-form.ts';
import { TAIL } from '../identity/tails.ts';

/**
 * A partial reference to a vehicle or a mobile: its end, perhaps its beginning as shown masked, perhaps the name of its
 * owner.
 */
export type Clue = {
  /** The characters before the stars; empty without stars. */
  readonly head: string;
  /** The last characters, at least four. */
  readonly tail: string;
  /** Whole or masked; empty if not given. */
  readonly name: string;
};

/** A VIN and a mobile both end with four digits (GB 16735). */
const PART = new RegExp(`^(?:([0-9A-Z]{2,3})\\*+)?([0-9A-Z]*\\d{${TAIL}})$`);
const MOBILE = /^1\d{10}$/;

/**
 * Parses `王小明 1234`, `LSV**********1234`, `138****5678`, or a whole mobile, in any case and order. Undefined if
 * invalid, or if it names so little that it would only browse through people.
 */
export const readClue = (text: string): Clue | undefined => {
  const mobile = mobileOf(text);
  if (MOBILE.test(mobile)) return { head: '', tail: mobile, name: '' };
  const words = plainText(text)
    .split(/[\s,、;]+/)
    .filter((word) => word !== '');
  const parts = words.map((word) => PART.exec(mobileOf(word)));
  const at = parts.findIndex((part) => part !== null);
  const [, head = '', tail = ''] = parts[at] ?? [];
  const name = words.filter((_, i) => i !== at).join(' ');
  return tail !== '' && (head !== '' || /\p{L}/u.test(name) || MOBILE.test(tail)) ? { head, tail, name } : undefined;
};

/** Whether a VIN or a mobile matches a clue. */
export const fitsClue = (whole: string, { head, tail }: Clue): boolean =>
  whole.length >= head.length + tail.length && whole.startsWith(head) && whole.endsWith(tail);
