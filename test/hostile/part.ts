import type { Ground } from './ground.ts';
import type { Tally } from './tally.ts';
import type { Target } from './target.ts';

/** What a part has to do with. */
export type Field = {
  readonly target: Target;
  readonly ground: Ground;
  readonly seed: number;
  /** How many inputs. */
  readonly count: number;
  readonly tally: Tally;
};

/** One kind of hostile input. */
export type Part = {
  readonly name: string;
  readonly what: string;
  readonly counts: { readonly small: number; readonly full: number };
  /** Whether it plays honest lives too, in which numbers change hands: then only everybody else's books must not move. */
  readonly acts?: boolean;
  /** Plays it against a server; what must not be goes into the tally. */
  readonly play: (field: Field) => Promise<void>;
};

/** Does works one after another in so many lanes at once, until all are done. */
export const inLanes = async (lanes: number, works: number, work: (nth: number) => Promise<void>): Promise<void> => {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < works) await work(next++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
};
