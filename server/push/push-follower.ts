import type { SelectionId } from '../../protocol/ids.ts';
import type { LivePool } from '../availability/live-pool.ts';
import type { PoolEvent, Snapshot } from '../pool/store.ts';
import type { StoreClock } from '../pool/store-clock.ts';
import type { SelectionCache } from '../selection/selection-cache.ts';
import type { PoolFollower } from '../stream/reader.ts';
import type { PatternTopics } from './pattern-topics.ts';
import type { PoolTopic } from './pool-topic.ts';
import type { SelectionTopics } from './selection-topics.ts';

/** Pause before a selection is read again where the store did not answer after a gap. */
const READ_AGAIN_MS = 500;

/** Further callbacks of a pool's follower. */
export type FollowerWatch = {
  readonly startedAfresh?: (snapshot: Snapshot) => void;
  readonly applied?: (event: PoolEvent) => void;
};

type Parts = {
  readonly live: LivePool;
  readonly clock: Pick<StoreClock, 'reached'>;
  readonly present: Pick<SelectionCache, 'apply' | 'readAllAfresh'>;
  readonly patterns: Pick<PatternTopics, 'follow' | 'touch'>;
  readonly pool: Pick<PoolTopic, 'follow' | 'touch'>;
  readonly selectionTopics: Pick<SelectionTopics, 'push'>;
  /** Resolves after so many ms. */
  readonly wait: (ms: number) => Promise<unknown>;
  readonly watch: FollowerWatch;
};

/** Applies a pool's events to everything in this node that follows them, and touches the topics that they concern. */
export class PushFollower implements PoolFollower {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  readonly startAfresh = (snapshot: Snapshot): void => {
    const { live, present, patterns, pool, selectionTopics, wait, watch } = this.#parts;
    live.startAfresh(snapshot);
    patterns.follow(live.availability);
    pool.follow(live.availability);
    watch.startedAfresh?.(snapshot);
    present.readAllAfresh(
      (id: SelectionId) => selectionTopics.push(id),
      (again) => void wait(READ_AGAIN_MS).then(again),
    );
  };

  readonly apply = (event: PoolEvent): void => {
    const { live, clock, present, patterns, pool, selectionTopics, watch } = this.#parts;
    const touched = live.apply(event);
    for (const cell of touched) patterns.touch(cell);
    if (touched.length > 0) pool.touch();
    clock.reached(event.at);
    if (event.selection !== undefined && present.apply(event)) selectionTopics.push(event.selection);
    watch.applied?.(event);
  };
}
