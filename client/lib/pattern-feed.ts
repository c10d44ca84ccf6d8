import type { KeyboardLayout, TypedKeys } from '../../protocol/keyboard.ts';
import type { PatternPicture } from '../../protocol/pattern-picture.ts';
import type { BLANK as Blank } from '../../protocol/plate.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import { cell, type Readable } from './cell.ts';

/** The wire's sign for an open position; the type holds the two together without bundling the schemas. */
export const BLANK: typeof Blank = '?';

/** The pattern that typed keys spell on their layout; a key that is not on it counts as open. */
export const patternOf = (layout: KeyboardLayout, keys: TypedKeys): string =>
  keys.map((id) => layout.keys.find((key) => key.id === id)?.face ?? BLANK).join('');

type Asked = PatternPicture | Refusal | 'unanswered';
export type PatternFeed = {
  /** The possibilities of the pattern typed last; those of the one before while the answer is under way. */
  readonly picture: Readable<PatternPicture | null>;
  /** Types the whole pattern; resolves to the refusal, or to null once it is answered or outdated. */
  readonly type: (layout: KeyboardLayout, keys: TypedKeys) => Promise<Refusal | null>;
  /** Nothing is being typed any more. */
  readonly stop: () => void;
  readonly onMoved: (moved: PatternPicture) => void;
  /** The connection is new, and knows nothing of the pattern typed on the one before. */
  readonly onUp: () => void;
};

/**
 * Follows one typed pattern at a time. Only the answer to the latest typing counts. A push counts if it is for that
 * pattern and follows the known picture; an old push is dropped, and after a gap the pattern is typed again (LIVE-3). A
 * push that overtakes its pattern's answer waits for it.
 */
export const createPatternFeed = (
  ask: (layout: KeyboardLayout, keys: TypedKeys, abandon: AbortSignal) => Promise<Asked>,
): PatternFeed => {
  const picture = cell<PatternPicture | null>(null);
  let typed: { layout: KeyboardLayout; keys: TypedKeys; pattern: string } | null = null;
  let asking: AbortController | null = null;
  let early: PatternPicture[] = [];

  const type = async (layout: KeyboardLayout, keys: TypedKeys): Promise<Refusal | null> => {
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    early = [];
    typed = { layout, keys, pattern: patternOf(layout, keys) };
    const answer = await ask(layout, keys, mine.signal);
    if (asking !== mine) return null;
    asking = null;
    if (answer === 'unanswered') return null;
    if ('code' in answer) return answer;
    picture.set(answer);
    const waited = early;
    early = [];
    for (const moved of waited) onMoved(moved);
    return null;
  };
  const retype = (): void => {
    if (typed !== null) void type(typed.layout, typed.keys);
  };
  const onMoved = (moved: PatternPicture): void => {
    if (typed === null || moved.pattern !== typed.pattern) return;
    if (asking !== null) {
      early.push(moved);
      return;
    }
    const known = picture.get();
    if (known === null || known.pattern !== moved.pattern) return retype();
    if (moved.seq <= known.seq) return;
    if (moved.seq === known.seq + 1) return picture.set(moved);
    retype();
  };
  return {
    picture,
    type,
    onMoved,
    onUp: retype,
    stop: () => {
      asking?.abort();
      asking = null;
      typed = null;
      early = [];
      picture.set(null);
    },
  };
};
