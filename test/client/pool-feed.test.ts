import { describe, expect, it } from 'vitest';
import { createPoolFeed } from '../../client/lib/pool-feed.ts';
import type { PoolPicture } from '../../protocol/pool-picture.ts';
import { movedAt, poolAt } from './support/pictures.ts';

/** A feed of a pool that it was shown at 7; its readings wait until the test lets them go. */
const feedWithReadings = () => {
  const readings: ((picture: PoolPicture | null) => void)[] = [];
  const feed = createPoolFeed(() => new Promise((resolve) => readings.push(resolve)));
  feed.onPicture(poolAt(7));
  const release = async (picture: PoolPicture | null): Promise<void> => {
    readings.shift()?.(picture);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { feed, readings, release };
};

describe('the pool’s picture', () => {
  it('LIVE-1 moves on by the cells and blocks that moved', () => {
    const { feed } = feedWithReadings();
    feed.onMoved(movedAt(8, [[2, 5]], 32));
    expect(feed.picture.get()).toMatchObject({ seq: 8, free: 32, choosing: 2, map: { free: [9, 9, 5, 9] } });
    expect(feed.picture.get()?.blocks[0]?.free).toBe(32);
  });

  it('LIVE-3 drops what it knows already', () => {
    const { feed, readings } = feedWithReadings();
    feed.onMoved(movedAt(7, [[0, 0]], 27));
    expect(feed.picture.get()).toEqual(poolAt(7));
    expect(readings).toHaveLength(0);
  });

  it('LIVE-3 reads afresh after a gap, once, and shows nothing between', async () => {
    const { feed, readings, release } = feedWithReadings();
    feed.onMoved(movedAt(9, [[0, 0]], 27));
    feed.onMoved(movedAt(10, [[1, 0]], 18));
    expect(readings).toHaveLength(1);
    expect(feed.picture.get()?.seq).toBe(7);
    await release(poolAt(10, [0, 0, 9, 9]));
    expect(feed.picture.get()).toEqual(poolAt(10, [0, 0, 9, 9]));
  });

  it('LIVE-3 continues a fresh picture with the pushes that overtook it', async () => {
    const { feed, release } = feedWithReadings();
    feed.onMoved(movedAt(9, [[0, 0]], 27));
    feed.onMoved(movedAt(10, [[1, 4]], 22));
    await release(poolAt(9, [0, 9, 9, 9]));
    expect(feed.picture.get()).toMatchObject({ seq: 10, free: 22, map: { free: [0, 4, 9, 9] } });
  });

  it('LIVE-3 tries again at the next push where the reading failed', async () => {
    const { feed, readings, release } = feedWithReadings();
    feed.onMoved(movedAt(9, [], 36));
    await release(null);
    expect(readings).toHaveLength(0);
    feed.onMoved(movedAt(10, [], 36));
    expect(readings).toHaveLength(1);
  });

  it('LIVE-3 a reading that a lost connection left behind does not undo the welcome', async () => {
    const { feed, release } = feedWithReadings();
    feed.onMoved(movedAt(9, [], 36));
    feed.onDown();
    feed.onPicture(poolAt(30));
    await release(poolAt(9));
    expect(feed.picture.get()?.seq).toBe(30);
  });
});
