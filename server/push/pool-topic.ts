import type { PoolPicture } from '../../protocol/pool-picture.ts';
import type { PoolMoved } from '../../protocol/select/pushes/pool-moved.ts';
import { type OpenSpan, openingAt } from '../authority/hours.ts';
import type { AuthoritySettings } from '../authority/settings.ts';
import type { PoolAvailability } from '../availability/pool-availability.ts';
import type { SelectNamespace, SelectSocket } from './select-namespace.ts';

/**
 * The pool's figures, for everyone (LIVE-1), checked every half second: people watch them and do not act on them. The
 * picture is that of the last check and never newer, so that the pushes after it continue exactly there (LIVE-3).
 *
 * The connections are pushed to slice by slice, a fiftieth at a time: ten thousand at once would take the process some
 * 20 to 50 ms, in which no key is answered.
 */
export class PoolTopic {
  static readonly sliceMs = 10;
  static readonly SLICES = 50;

  readonly #namespace: SelectNamespace;
  readonly #settings: AuthoritySettings;
  readonly #choosing: () => number;
  readonly #now: () => number;
  readonly #pushed: (watchers: number) => void;
  #availability: PoolAvailability;
  #opening: OpenSpan;
  #picture: PoolPicture;
  #touched = false;
  #slice = 0;
  /** The change that goes out slice by slice. */
  #moving: PoolMoved | undefined;

  constructor(parts: {
    namespace: SelectNamespace;
    availability: PoolAvailability;
    settings: AuthoritySettings;
    /** How many people are choosing, at all nodes. */
    choosing: () => number;
    /** The store's clock, in ms. */
    now: () => number;
    /** Gets the number of receivers of every push. */
    pushed: (watchers: number) => void;
  }) {
    this.#namespace = parts.namespace;
    this.#availability = parts.availability;
    this.#settings = parts.settings;
    this.#choosing = parts.choosing;
    this.#now = parts.now;
    this.#pushed = parts.pushed;
    this.#opening = openingAt(parts.now(), parts.settings);
    this.#picture = this.#pictureAt(0);
  }

  /** The pool as of the last check. */
  get picture(): PoolPicture {
    return this.#picture;
  }

  /**
   * Pushes changes to a connection from now on, until it ends. It joins the slice that had its turn last, so that its
   * next push continues the present picture. People come over more than one slice, so the slices are about equal.
   */
  watch(socket: SelectSocket): void {
    void socket.join(roomOf((this.#slice + PoolTopic.SLICES - 1) % PoolTopic.SLICES));
  }

  /** Follows another cube. One `seq` is skipped, so that everyone sees a gap and asks for the new picture. */
  follow(availability: PoolAvailability): void {
    this.#availability = availability;
    // The store's clock may be known only since this snapshot.
    this.#opening = openingAt(this.#now(), this.#settings);
    this.#picture = this.#pictureAt(this.#picture.seq + 2);
    this.#sendToAll({
      seq: this.#picture.seq,
      free: this.#picture.free,
      choosing: this.#picture.choosing,
      blocks: {},
      map: [],
    });
  }

  /** Sends the change to the next slice; before the first of all slices the figures are checked. */
  sendSlice(): void {
    if (this.#slice === 0) this.#check();
    if (this.#moving !== undefined) this.#namespace.to(roomOf(this.#slice)).emit('poolMoved', this.#moving);
    this.#slice = (this.#slice + 1) % PoolTopic.SLICES;
  }

  #check(): void {
    const before = this.#picture;
    this.#moving = undefined;
    const turned = this.#now() >= this.#opening.until;
    if (!turned && !this.#touched && before.choosing === this.#choosing()) return;
    if (turned) this.#opening = openingAt(this.#now(), this.#settings);
    this.#touched = false;
    const next = this.#pictureAt(before.seq + 1);
    const moved = difference(before, next);
    if (moved === undefined) return;
    this.#picture = next;
    // Everyone learns in the same moment that choosing has opened or closed.
    if (turned) return this.#sendToAll(moved);
    this.#moving = moved;
    this.#pushed(this.#namespace.sockets.size);
  }

  /** Notes that a number was taken or given back. */
  touch(): void {
    this.#touched = true;
  }

  /** A connection whose slice has not come yet sees a gap, or an old `seq`; this push mends both. */
  #sendToAll(moved: PoolMoved): void {
    this.#moving = undefined;
    this.#namespace.emit('poolMoved', moved);
    this.#pushed(this.#namespace.sockets.size);
  }

  #pictureAt(seq: number): PoolPicture {
    const { blocks, total, free, map } = this.#availability;
    return {
      id: this.#settings.pool,
      prefix: this.#settings.prefix,
      timeZone: this.#settings.timeZone,
      seq,
      open: this.#opening.open,
      changesAt: this.#opening.until === Number.MAX_SAFE_INTEGER ? null : this.#opening.until,
      total,
      free,
      choosing: this.#choosing(),
      blocks: blocks.map((figures) => {
        const { id, name, positions } = figures.block;
        return { id, name: { ...name }, positions: [...positions], total: figures.total, free: figures.free };
      }),
      map,
    };
  }
}

const roomOf = (slice: number): string => `pool ${slice}`;

const difference = (before: PoolPicture, next: PoolPicture): PoolMoved | undefined => {
  const blocks = next.blocks
    .filter(({ free }, i) => free !== before.blocks[i]?.free)
    .map(({ id, free }) => [id, free] as const);
  const map: [number, number][] = [];
  for (const [i, free] of next.map.free.entries()) if (free !== before.map.free[i]) map.push([i, free]);
  const turned = next.changesAt !== before.changesAt;
  const still =
    blocks.length === 0 && map.length === 0 && next.free === before.free && next.choosing === before.choosing;
  if (still && !turned) return undefined;
  return {
    seq: next.seq,
    free: next.free,
    choosing: next.choosing,
    blocks: Object.fromEntries(blocks),
    map,
    ...(turned ? { opening: { open: next.open, changesAt: next.changesAt } } : {}),
  };
};
