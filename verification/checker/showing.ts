import type { Readable } from '../../client/lib/cell.ts';
import type { PatternPicture } from '../../protocol/pattern-picture.ts';
import type { PoolPicture } from '../../protocol/pool-picture.ts';
import type { Line } from './format.ts';

type Showing = {
  readonly client: string;
  /** The life of the node that the client is connected to; undefined where that is not known, and nothing is written. */
  readonly node: () => string | undefined;
  /** Pictures that were given whole: they are shown as the very same objects, and what a push has moved on is another. */
  readonly wholes: WeakSet<object>;
  readonly write: (line: Line) => void;
};
type Pictures = {
  readonly pool?: Readable<PoolPicture | null>;
  readonly pattern?: Readable<PatternPicture | null>;
};

/** Writes down every picture that a client shows. */
export const writeShown = ({ client, node, wholes, write }: Showing, { pool, pattern }: Pictures): void => {
  const shown = (picture: object, facts: { topic: string; seq: number; free: number; usable?: string[] }): void => {
    const of = node();
    if (of !== undefined)
      write({ line: 'shown', client, node: of, how: wholes.has(picture) ? 'whole' : 'moved', ...facts });
  };
  pool?.subscribe((picture) => {
    if (picture !== null) shown(picture, { topic: 'pool', seq: picture.seq, free: picture.free });
  });
  pattern?.subscribe((picture) => {
    if (picture === null) return;
    const { pattern: topic, seq, matching: free, usable } = picture;
    shown(picture, { topic, seq, free, usable: [...usable] });
  });
};
