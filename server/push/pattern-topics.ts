import { BLANK, type Pattern } from '../../protocol/plate.ts';
import type { PatternPicture } from '../../protocol/pattern-picture.ts';
import type { PoolAvailability } from '../availability/pool-availability.ts';
import type { SelectNamespace, SelectSocket } from './select-namespace.ts';

type Topic = { readonly room: string; picture: PatternPicture; watchers: number };

/**
 * Who watches which pattern (COMP-4). A pattern is a cell of the cube and a cell is a topic, so a number that is taken
 * touches exactly the topics that may have to hear of it. Each is looked at once per tick, however many watch it:
 *
 * - a tick is 100 ms: within it a key greys under a finger soon enough, and a rush on one pattern is one message;
 * - a change of the usable characters is sent with the tick;
 * - where only the count of matching numbers moved, it is sent with every 20th tick: it is read, not typed on.
 */
export class PatternTopics {
  static readonly TICK = 100;
  static readonly COUNT_EVERY = 20;

  readonly #namespace: SelectNamespace;
  readonly #pushed: (watchers: number) => void;
  readonly #topics = new Map<number, Topic>();
  readonly #watching = new Map<SelectSocket, number>();
  readonly #touched = new Set<number>();
  readonly #moved = new Set<number>();
  #availability: PoolAvailability;
  #ticks = 0;

  /** @param pushed told of every push, with the number of its receivers */
  constructor(namespace: SelectNamespace, availability: PoolAvailability, pushed: (watchers: number) => void) {
    this.#namespace = namespace;
    this.#availability = availability;
    this.#pushed = pushed;
  }

  /** Has a socket watch a pattern, and no other from now on. Answers its present picture. */
  watch(socket: SelectSocket, pattern: Pattern): PatternPicture {
    const cell = this.#availability.cellOf(pattern);
    if (cell === undefined) {
      // No number of the pool can ever match, so there is nothing to hear of.
      this.unwatch(socket);
      return { pattern, seq: 0, matching: 0, usable: Array.from(pattern, () => '') };
    }
    if (this.#watching.get(socket) === cell) return this.#brought(cell, this.#topics.get(cell) ?? this.#open(cell, pattern));
    this.unwatch(socket);
    const topic = this.#topics.get(cell) ?? this.#open(cell, pattern);
    topic.watchers += 1;
    this.#watching.set(socket, cell);
    void socket.join(topic.room);
    return this.#brought(cell, topic);
  }

  /** Ends a socket's watching; of a socket that watches nothing, too. */
  unwatch(socket: SelectSocket): void {
    const cell = this.#watching.get(socket);
    const topic = cell === undefined ? undefined : this.#topics.get(cell);
    if (cell === undefined || topic === undefined) return;
    this.#watching.delete(socket);
    topic.watchers -= 1;
    void socket.leave(topic.room);
    if (topic.watchers === 0) this.#topics.delete(cell);
  }

  /** A number of this cell was taken or given back. */
  readonly touch = (cell: number): void => {
    if (this.#topics.has(cell)) this.#touched.add(cell);
  };

  /** Follows another cube. Cells are numbered anew, so each topic moves to its pattern's new cell, and is looked at. */
  follow(availability: PoolAvailability): void {
    this.#availability = availability;
    const topics = [...this.#topics.values()];
    const watching = [...this.#watching].map(([socket, cell]) => [socket, this.#topics.get(cell)?.picture.pattern] as const);
    for (const set of [this.#topics, this.#watching, this.#touched, this.#moved]) set.clear();
    for (const topic of topics) {
      const cell = availability.cellOf(topic.picture.pattern);
      if (cell === undefined) continue;
      this.#topics.set(cell, topic);
      this.#touched.add(cell);
    }
    for (const [socket, pattern] of watching) {
      const cell = pattern === undefined ? undefined : availability.cellOf(pattern);
      if (cell !== undefined) this.#watching.set(socket, cell);
    }
  }

  /** Sends what has changed since the last tick. */
  tick(): void {
    this.#ticks += 1;
    for (const cell of this.#touched) this.#look(cell);
    this.#touched.clear();
    if (this.#ticks % PatternTopics.COUNT_EVERY !== 0) return;
    for (const cell of this.#moved) this.#send(cell);
    this.#moved.clear();
  }

  #open(cell: number, pattern: Pattern): Topic {
    // The room's name is the pattern's, with a character that uWebSockets.js does not read as a wildcard.
    const room = `pattern ${pattern.replaceAll(BLANK, '_')}`;
    const topic = { room, picture: { pattern, seq: 0, ...this.#availability.pictureOf(cell) }, watchers: 0 };
    this.#topics.set(cell, topic);
    return topic;
  }

  /**
   * A topic's picture as of now. Where it has moved since it was last sent, everyone who watches it gets it under a new
   * number, so that all of them count alike.
   */
  #brought(cell: number, topic: Topic): PatternPicture {
    if (this.#touched.delete(cell)) this.#look(cell);
    if (this.#moved.delete(cell)) this.#send(cell);
    return topic.picture;
  }

  #look(cell: number): void {
    const topic = this.#topics.get(cell);
    if (topic === undefined) return;
    const { usable, matching } = this.#availability.pictureOf(cell);
    if (usable.some((characters, i) => characters !== topic.picture.usable[i])) this.#send(cell);
    else if (matching !== topic.picture.matching) this.#moved.add(cell);
  }

  #send(cell: number): void {
    const topic = this.#topics.get(cell);
    if (topic === undefined) return;
    this.#moved.delete(cell);
    topic.picture = { ...topic.picture, seq: topic.picture.seq + 1, ...this.#availability.pictureOf(cell) };
    this.#namespace.to(topic.room).emit('patternMoved', topic.picture);
    this.#pushed(topic.watchers);
  }
}
