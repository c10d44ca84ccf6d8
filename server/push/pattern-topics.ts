import type { PatternPicture } from '../../protocol/pattern-picture.ts';
import type { Pattern } from '../../protocol/plate.ts';
import type { PoolAvailability } from '../availability/pool-availability.ts';
import type { SelectNamespace, SelectSocket } from './select-namespace.ts';

type Topic = {
  readonly pattern: Pattern;
  readonly watchers: Set<SelectSocket>;
  /** Undefined where no number of the pool can match, until a block brings its characters. */
  cell: number | undefined;
  picture: PatternPicture;
};

/**
 * Who watches which pattern (COMP-4). A pattern is a cell of the cube and a cell is a topic, so a number that is taken
 * touches exactly the topics that may have to hear of it. Each is looked at once per tick, however many watch it:
 *
 * - a tick is 100 ms: within it a key greys under a finger soon enough, and a rush on one pattern is one message;
 * - a change of the usable characters, or of whether anything matches at all, is sent with the tick;
 * - where only the count of matching numbers moved, it is sent with every 20th tick: it is read, not typed on.
 *
 * Who watches is kept here and not in Socket.IO's rooms: with every key somebody leaves one topic for another, and
 * leaving and joining rooms was a quarter of the cost of a key. A push is rare beside it.
 */
export class PatternTopics {
  static readonly TICK = 100;
  static readonly COUNT_EVERY = 20;

  readonly #namespace: SelectNamespace;
  readonly #pushed: (watchers: number) => void;
  readonly #topics = new Map<Pattern, Topic>();
  readonly #byCell = new Map<number, Topic>();
  readonly #watching = new Map<SelectSocket, Topic>();
  readonly #touched = new Set<Topic>();
  readonly #moved = new Set<Topic>();
  #availability: PoolAvailability;
  #ticks = 0;
  /**
   * The highest number that any picture had. A topic begins there and not at 0: a push that is still on its way to
   * somebody who left the pattern and came back must look old beside the new answer (LIVE-3).
   */
  #seq = 0;

  /** @param pushed told of every push, with the number of its receivers */
  constructor(namespace: SelectNamespace, availability: PoolAvailability, pushed: (watchers: number) => void) {
    this.#namespace = namespace;
    this.#availability = availability;
    this.#pushed = pushed;
  }

  /** Has a socket watch a pattern, and no other from now on. Answers its present picture. */
  watch(socket: SelectSocket, pattern: Pattern): PatternPicture {
    const topic = this.#topics.get(pattern) ?? this.#open(pattern);
    if (this.#watching.get(socket) !== topic) {
      this.unwatch(socket);
      topic.watchers.add(socket);
      this.#watching.set(socket, topic);
    }
    return this.#brought(topic);
  }

  /** Ends a socket's watching; of a socket that watches nothing, too. */
  unwatch(socket: SelectSocket): void {
    const topic = this.#watching.get(socket);
    if (topic === undefined) return;
    this.#watching.delete(socket);
    topic.watchers.delete(socket);
    if (topic.watchers.size === 0) this.#close(topic);
  }

  /** A number of this cell was taken or given back. */
  readonly touch = (cell: number): void => {
    const topic = this.#byCell.get(cell);
    if (topic !== undefined) this.#touched.add(topic);
  };

  /** Follows another cube. Cells are numbered anew, and every topic is looked at. */
  follow(availability: PoolAvailability): void {
    this.#availability = availability;
    this.#byCell.clear();
    for (const topic of this.#topics.values()) {
      topic.cell = availability.cellOf(topic.pattern);
      this.#place(topic);
      this.#touched.add(topic);
    }
  }

  /** Sends what has changed since the last tick. */
  tick(): void {
    this.#ticks += 1;
    for (const topic of this.#touched) this.#look(topic);
    this.#touched.clear();
    if (this.#ticks % PatternTopics.COUNT_EVERY !== 0) return;
    for (const topic of this.#moved) this.#send(topic, this.#availability.picture(topic.pattern));
  }

  #open(pattern: Pattern): Topic {
    const picture = { pattern, seq: this.#seq, ...this.#availability.picture(pattern) };
    const topic: Topic = { pattern, watchers: new Set(), cell: this.#availability.cellOf(pattern), picture };
    this.#topics.set(pattern, topic);
    this.#place(topic);
    return topic;
  }

  #place(topic: Topic): void {
    if (topic.cell !== undefined) this.#byCell.set(topic.cell, topic);
  }

  #close(topic: Topic): void {
    if (topic.cell !== undefined) this.#byCell.delete(topic.cell);
    this.#topics.delete(topic.pattern);
    this.#touched.delete(topic);
    this.#moved.delete(topic);
  }

  /**
   * A topic's picture as of now. Where it has moved since it was last sent, everyone who watches it gets it under a new
   * number, so that all of them count alike.
   */
  #brought(topic: Topic): PatternPicture {
    if (this.#touched.delete(topic)) this.#look(topic);
    if (this.#moved.has(topic)) this.#send(topic, this.#availability.picture(topic.pattern));
    return topic.picture;
  }

  #look(topic: Topic): void {
    const picture = this.#availability.picture(topic.pattern);
    const greyed = picture.usable.some((characters, i) => characters !== topic.picture.usable[i]);
    // A number that is typed out has no open position: being taken, or free again, is all that it can tell.
    const turned = (picture.matching === 0) !== (topic.picture.matching === 0);
    if (greyed || turned) this.#send(topic, picture);
    else if (picture.matching !== topic.picture.matching) this.#moved.add(topic);
    else this.#moved.delete(topic);
  }

  #send(topic: Topic, picture: Pick<PatternPicture, 'matching' | 'usable'>): void {
    this.#moved.delete(topic);
    topic.picture = { ...topic.picture, ...picture, seq: topic.picture.seq + 1 };
    this.#seq = Math.max(this.#seq, topic.picture.seq);
    // Each socket is in a room of its own name.
    this.#namespace.to(Array.from(topic.watchers, ({ id }) => id)).emit('patternMoved', topic.picture);
    this.#pushed(topic.watchers.size);
  }
}
