import type { Serial } from '../../protocol/plate.ts';
import { PoolAvailability } from '../availability/pool-availability.ts';
import { type Address, type Block, blockAt, serialAt } from '../pool/block.ts';
import type { PoolEvent, Snapshot } from '../pool/store.ts';
import type { PoolFollower } from '../stream/reader.ts';
import type { PatternTopics } from './pattern-topics.ts';
import type { PoolTopic } from './pool-topic.ts';

type Followers = {
  readonly patterns: Pick<PatternTopics, 'follow' | 'touch'>;
  readonly pool: Pick<PoolTopic, 'follow' | 'stir'>;
  /** Told of every event after it has been applied. */
  readonly applied: (event: PoolEvent) => void;
  /** Told that events may have been missed. */
  readonly startedAfresh: () => void;
};

/** This node's live picture of the pool: it applies what the stream reader brings, and lets the topics know. */
export class LivePool implements PoolFollower {
  #availability = PoolAvailability.from({
    now: 0,
    position: { epoch: '', offset: 0 },
    blocks: [],
    free: new Uint8Array(),
  });
  #blocks: readonly Block[] = [];
  #followers: Followers | undefined;

  get availability(): PoolAvailability {
    return this.#availability;
  }

  /** Has the topics follow from now on. */
  followedBy(followers: Followers): void {
    this.#followers = followers;
  }

  readonly startAfresh = (snapshot: Snapshot): void => {
    this.#availability = PoolAvailability.from(snapshot);
    this.#blocks = snapshot.blocks;
    this.#followers?.patterns.follow(this.#availability);
    this.#followers?.pool.follow(this.#availability);
    this.#followers?.startedAfresh();
  };

  readonly apply = (event: PoolEvent): void => {
    const touched: number[] = [];
    this.#availability.apply(event, (cell) => touched.push(cell));
    for (const cell of touched) this.#followers?.patterns.touch(cell);
    if (touched.length > 0) this.#followers?.pool.stir();
    this.#followers?.applied(event);
  };

  /** The number that lives at an address. */
  readonly serialAt = (address: Address): Serial => serialAt(this.#blocks, address);

  /** When the block of a number was opened, in ms; 0 where nobody noted it. */
  readonly openedAt = (address: Address): number => blockAt(this.#blocks, address)?.openedAt ?? 0;

  /** How many positions a serial of this pool has; 0 while no block is open. */
  readonly positions = (): number => this.#blocks[0]?.positions.length ?? 0;
}
