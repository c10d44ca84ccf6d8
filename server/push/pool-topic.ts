import type { PoolPicture } from '../../protocol/pool-picture.ts';
import type { PoolMoved } from '../../protocol/pushes/pool-moved.ts';
import { type Opening, openingAt } from '../authority/hours.ts';
import type { AuthoritySettings } from '../authority/settings.ts';
import type { PoolAvailability } from '../availability/pool-availability.ts';
import type { SelectNamespace } from './select-namespace.ts';

/**
 * The pool's figures, for everyone (LIVE-1). Looked at every half second: they are watched, not acted upon. The
 * picture is the one of the last tick and never newer, so that the pushes after it continue exactly there (LIVE-3).
 */
export class PoolTopic {
  static readonly TICK = 500;

  readonly #namespace: SelectNamespace;
  readonly #settings: AuthoritySettings;
  readonly #choosing: () => number;
  readonly #now: () => number;
  readonly #pushed: (watchers: number) => void;
  #availability: PoolAvailability;
  #opening: Opening;
  #picture: PoolPicture;
  #stirred = false;

  constructor(parts: {
    namespace: SelectNamespace;
    availability: PoolAvailability;
    settings: AuthoritySettings;
    /** How many people are choosing, at all nodes. */
    choosing: () => number;
    /** The store's clock, in ms. */
    now: () => number;
    /** Told of every push, with the number of its receivers. */
    pushed: (watchers: number) => void;
  }) {
    this.#namespace = parts.namespace;
    this.#availability = parts.availability;
    this.#settings = parts.settings;
    this.#choosing = parts.choosing;
    this.#now = parts.now;
    this.#pushed = parts.pushed;
    this.#opening = openingAt(parts.now(), parts.settings);
    this.#picture = this.#draw(0);
  }

  /** The pool as of the last tick. */
  get picture(): PoolPicture {
    return this.#picture;
  }

  /** Follows another cube: a number is left out, so that everyone sees a gap and asks for the new picture. */
  follow(availability: PoolAvailability): void {
    this.#availability = availability;
    this.#picture = this.#draw(this.#picture.seq + 2);
    this.#send({
      seq: this.#picture.seq,
      free: this.#picture.free,
      choosing: this.#picture.choosing,
      blocks: {},
      map: [],
    });
  }

  /** Sends what has moved since the last tick. */
  tick(): void {
    const before = this.#picture;
    const turned = this.#now() >= this.#opening.until;
    if (!turned && !this.#stirred && before.choosing === this.#choosing()) return;
    if (turned) this.#opening = openingAt(this.#now(), this.#settings);
    this.#stirred = false;
    const next = this.#draw(before.seq + 1);
    const moved = difference(before, next);
    if (moved === undefined) return;
    this.#picture = next;
    this.#send(moved);
  }

  /** Something was taken or given back. */
  stir(): void {
    this.#stirred = true;
  }

  #send(moved: PoolMoved): void {
    this.#namespace.emit('poolMoved', moved);
    this.#pushed(this.#namespace.sockets.size);
  }

  #draw(seq: number): PoolPicture {
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
