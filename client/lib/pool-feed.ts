import type { PoolPicture } from '../../protocol/pool-picture.ts';
import type { PoolMoved } from '../../protocol/select/pushes/pool-moved.ts';
import { cell, type Readable } from './cell.ts';

export type PoolFeed = {
  readonly picture: Readable<PoolPicture | null>;
  /** A whole picture: from the welcome, or read again. */
  readonly onPicture: (picture: PoolPicture) => void;
  readonly onMoved: (moved: PoolMoved) => void;
  /** The connection is gone, and with it an answer that was under way. */
  readonly onDown: () => void;
};

/**
 * The pool's picture, continued by its pushes. A push that does not follow the picture means a gap: the picture is
 * read again, and pushes that overtake the new one wait for it, so what is shown is never a mixture (LIVE-3).
 */
export const createPoolFeed = (read: () => Promise<PoolPicture | null>): PoolFeed => {
  const picture = cell<PoolPicture | null>(null);
  let reading: symbol | null = null;
  let early: PoolMoved[] = [];

  const onPicture = (whole: PoolPicture): void => {
    reading = null;
    picture.set(whole);
    const waited = early;
    early = [];
    for (const moved of waited) onMoved(moved);
  };
  const readAgain = async (): Promise<void> => {
    const mine = Symbol();
    reading = mine;
    const whole = await read();
    if (reading !== mine) return;
    if (whole !== null) return onPicture(whole);
    reading = null;
    early = [];
  };
  const onMoved = (moved: PoolMoved): void => {
    const known = picture.get();
    if (known === null) return;
    if (reading !== null) {
      early.push(moved);
      return;
    }
    if (moved.seq <= known.seq) return;
    if (moved.seq === known.seq + 1) return picture.set(moveOn(known, moved));
    early = [moved];
    void readAgain();
  };
  return {
    picture,
    onPicture,
    onMoved,
    onDown: () => {
      reading = null;
      early = [];
    },
  };
};

const moveOn = (picture: PoolPicture, moved: PoolMoved): PoolPicture => {
  const free = [...picture.map.free];
  for (const [index, left] of moved.map) free[index] = left;
  return {
    ...picture,
    ...moved.opening,
    seq: moved.seq,
    free: moved.free,
    choosing: moved.choosing,
    blocks: picture.blocks.map((block) => ({ ...block, free: moved.blocks[block.id] ?? block.free })),
    map: { ...picture.map, free },
  };
};
