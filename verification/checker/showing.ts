import { createPatternFeed, type PatternFeed } from '../../client/lib/pattern-feed.ts';
import { createPoolFeed, type PoolFeed } from '../../client/lib/pool-feed.ts';
import type { PatternPicture } from '../../protocol/pattern-picture.ts';
import type { PoolPicture } from '../../protocol/pool-picture.ts';
import type { Line } from './format.ts';

type Showing = {
  readonly client: string;
  /** The life of the node that the client is connected to. */
  readonly node: () => string;
  readonly write: (line: Line) => void;
};

/** The client library's feed of the pool, which writes down every picture that it shows. */
export const showingPool = (showing: Showing, read: () => Promise<PoolPicture | null>): PoolFeed => {
  // What was given as a whole is shown as the very same object; what a push has moved on is a new one.
  const wholes = new WeakSet<PoolPicture>();
  const feed = createPoolFeed(async () => {
    const whole = await read();
    if (whole !== null) wholes.add(whole);
    return whole;
  });
  feed.picture.subscribe((picture) => {
    if (picture !== null) write(showing, 'pool', picture.seq, wholes.has(picture), picture.free);
  });
  return {
    ...feed,
    onPicture: (whole) => {
      wholes.add(whole);
      feed.onPicture(whole);
    },
  };
};

/** The client library's feed of a typed pattern, which writes down every picture that it shows. */
export const showingPattern = (showing: Showing, ask: Parameters<typeof createPatternFeed>[0]): PatternFeed => {
  const wholes = new WeakSet<PatternPicture>();
  const feed = createPatternFeed(async (...typed) => {
    const answer = await ask(...typed);
    if (typeof answer === 'object' && 'pattern' in answer) wholes.add(answer);
    return answer;
  });
  feed.picture.subscribe((picture) => {
    if (picture === null) return;
    const { pattern, seq, matching, usable } = picture;
    write(showing, pattern, seq, wholes.has(picture), matching, [...usable]);
  });
  return feed;
};

const write = (
  { client, node, write: to }: Showing,
  topic: string,
  seq: number,
  whole: boolean,
  free: number,
  usable?: string[],
): void => {
  const how = whole ? ('whole' as const) : ('moved' as const);
  to({ line: 'shown', client, node: node(), topic, seq, how, free, ...(usable === undefined ? {} : { usable }) });
};
