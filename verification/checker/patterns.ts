import { BLANK } from '../../protocol/plate.ts';
import type { Report } from './fault.ts';
import type { LineOf } from './format.ts';
import type { Replay } from './replay.ts';

type Shown = LineOf<'shown'>;
/** A pattern after an event: how many free numbers match, and the usable characters of each open position. */
type Figures = { readonly offset: number; readonly free: number; readonly usable: readonly string[] };

/** Whether a plate is one that a pattern stands for. */
export const matches = (pattern: string, plate: string): boolean =>
  plate.length === pattern.length && [...pattern].every((sign, i) => sign === BLANK || plate.charAt(i) === sign);

/**
 * Holds the pictures of one pattern that one client shows of one node's life, one after the other, against what the
 * pattern was: each was so after some event, none earlier than the one before (LIVE-1, LIVE-3, COMP-3).
 */
export const checkPatterns = (
  shown: readonly Shown[],
  replay: Replay,
  figuresOf: (pattern: string) => readonly Figures[],
  uncertainty: number,
  report: Report,
): void => {
  let [at, topic] = [0, ''];
  let figures: readonly Figures[] = [];
  for (const picture of shown) {
    if (picture.topic !== topic) {
      // Another pattern of the same node: it has followed as far as the one before says, or farther.
      const reached = figures[at]?.offset ?? 0;
      topic = picture.topic;
      figures = figuresOf(topic);
      at = Math.max(
        0,
        figures.findLastIndex(({ offset }) => offset <= reached),
      );
    }
    const from = figures[at]?.offset ?? 0;
    const latest = replay.isSteady && picture.at !== undefined ? replay.before(picture.at + uncertainty + 1) : Infinity;
    while (at < figures.length && !isSo(picture, figures[at])) at += 1;
    if (at < figures.length && (figures[at]?.offset ?? 0) <= Math.min(latest, picture.after ?? Infinity)) continue;
    const { client, seq, node, free, usable } = picture;
    const what = usable === undefined ? `${free} free numbers` : `${free} free numbers and ${usable.join(' ')} usable`;
    const never = at < figures.length ? 'which there were only later' : `which there never were after event ${from}`;
    return report('LIVE-1', `client ${client} shows ${topic} with ${what} in picture ${seq} of node ${node}, ${never}`);
  }
};

const isSo = ({ free, usable }: Shown, figures: Figures | undefined): boolean => {
  if (figures === undefined || figures.free !== free) return false;
  return usable === undefined || usable.every((signs, i) => [...signs].toSorted().join('') === figures.usable[i]);
};

/** What patterns were, from the first event to the last; each is counted once. */
export class PatternFigures {
  readonly #replay: Replay;
  readonly #known = new Map<string, readonly Figures[]>();

  constructor(replay: Replay) {
    this.#replay = replay;
  }

  readonly of = (pattern: string): readonly Figures[] => {
    const known = this.#known.get(pattern) ?? [...this.#count(pattern)];
    this.#known.set(pattern, known);
    return known;
  };

  *#count(pattern: string): Generator<Figures> {
    const { numbers } = this.#replay;
    const changes: { readonly offset: number; readonly plate: string; readonly by: 1 | -1 }[] = [];
    for (const { address, offsets } of numbers.moves()) {
      const plate = numbers.plate(address);
      if (matches(pattern, plate))
        for (const [nth, offset] of offsets.entries()) changes.push({ offset, plate, by: nth % 2 === 0 ? 1 : -1 });
    }
    changes.sort((a, b) => a.offset - b.offset);
    const open = [...pattern].flatMap((sign, i) => (sign === BLANK ? [i] : []));
    const counts = [...pattern].map(() => new Map<string, number>());
    let free = 0;
    const figures = (offset: number): Figures => {
      const usable = [...pattern].map((_, i) => {
        if (!open.includes(i)) return '';
        return [...(counts[i] ?? [])]
          .filter(([, count]) => count > 0)
          .map(([sign]) => sign)
          .toSorted()
          .join('');
      });
      return { offset, free, usable };
    };
    yield figures(0);
    for (const [nth, { offset, plate, by }] of changes.entries()) {
      free += by;
      for (const i of open) counts[i]?.set(plate.charAt(i), (counts[i]?.get(plate.charAt(i)) ?? 0) + by);
      if (changes[nth + 1]?.offset !== offset) yield figures(offset);
    }
  }
}
