import type { PatternPicture } from '../../protocol/pattern-picture.ts';
import type { Pattern } from '../../protocol/plate.ts';
import type { PoolAvailability } from '../availability/pool-availability.ts';
import type { SelectNamespace, SelectSocket } from './select-namespace.ts';

/** A topic's key: the cell of its pattern, or, where no number of the pool can match, the pattern itself. */
type Key = number | Pattern;
type Topic = {
  readonly pattern: Pattern;
  watchers: Watcher[];
  key: Key;
  /** The picture that was last sent. */
  picture: PatternPicture;
  /** How far an answer went beyond the sent picture. The topic is then pushed, even if it has turned back by then. */
  ahead: 'nothing' | 'count' | 'keys';
};
/** A socket that watches, and its place among the topic's watchers. */
export type Watcher = { readonly socket: SelectSocket; topic: Topic; at: number };

/**
 * Which connection watches which pattern (COMP-4). A pattern is a cell of the cube and a cell is a topic, so a taken
 * number touches exactly the topics that may have to push. Each is checked once per tick, for any number of watchers:
 *
 * - a tick is 100 ms: within it a key greys under a finger soon enough, and a rush on one pattern is one message; it is
 *   done in pieces, between which keys are answered;
 * - a change of the usable characters, or of whether anything matches at all, is sent with the tick;
 * - a change of the count alone is sent 11 to 20 ticks later: people read it and do not type on it. The delay differs
 *   from topic to topic, because in a rush the counts of all patterns move, and sending them all with one tick would
 *   keep every key waiting.
 *
 * Watchers are kept here and not in Socket.IO's rooms: with every key a watcher leaves one topic for another, and
 * leaving and joining rooms was a quarter of the cost of a key. A push is rare beside it.
 */
export class PatternTopics {
  static readonly tickMs = 100;
  static readonly COUNT_WITHIN = 20;
  /** Watchers pushed to in one piece, which takes some 1 ms. */
  static readonly AT_ONCE = 32;

  readonly #namespace: SelectNamespace;
  readonly #pushed: (watchers: number) => void;
  readonly #topics = new Map<Key, Topic>();
  readonly #touched = new Set<Topic>();
  /** Topics of which only the count has moved, with the tick that sends it. */
  readonly #moved = new Map<Topic, number>();
  #waits = 0;
  #availability: PoolAvailability;
  #ticks = 0;
  /**
   * The highest `seq` of any picture. A topic begins there and not at 0: for a watcher who left the pattern and came
   * back, a push that is still under way must look old beside the new answer (LIVE-3).
   */
  #seq = 0;

  /** @param pushed gets the number of receivers of every push */
  constructor(namespace: SelectNamespace, availability: PoolAvailability, pushed: (watchers: number) => void) {
    this.#namespace = namespace;
    this.#availability = availability;
    this.#pushed = pushed;
  }

  /** Answers a pattern's present picture; from now on the socket watches this pattern, and no other. */
  show(socket: SelectSocket, pattern: Pattern): PatternPicture {
    const key = this.#keyOf(pattern);
    const topic = this.#topics.get(key) ?? this.#open(key, pattern);
    const { watcher } = socket.data;
    if (watcher === undefined) {
      const newcomer = { socket, topic, at: 0 };
      socket.data.watcher = newcomer;
      join(newcomer, topic);
    } else if (watcher.topic !== topic) {
      this.#leave(watcher);
      join(watcher, topic);
    }
    return this.#presentPicture(topic);
  }

  /** Ends a socket's watching, if it watches. */
  unwatch(socket: SelectSocket): void {
    const { watcher } = socket.data;
    if (watcher === undefined) return;
    socket.data.watcher = undefined;
    this.#leave(watcher);
  }

  /** A number of this cell was taken or given back. */
  readonly touch = (cell: number): void => {
    const topic = this.#topics.get(cell);
    if (topic !== undefined) this.#touched.add(topic);
  };

  /** Follows another cube: cells get new numbers, and every topic is checked. */
  follow(availability: PoolAvailability): void {
    this.#availability = availability;
    const topics = [...this.#topics.values()];
    this.#topics.clear();
    for (const topic of topics) {
      topic.key = this.#keyOf(topic.pattern);
      this.#topics.set(topic.key, topic);
      this.#touched.add(topic);
    }
  }

  /**
   * Sends what has changed since the last tick, in pieces: between two of them anything else may happen. A topic that is
   * touched again after its check waits for the next tick.
   */
  *tick(): Pieces {
    this.#ticks += 1;
    const touched = [...this.#touched];
    for (const topic of touched) {
      if (this.#touched.delete(topic)) yield* this.#check(topic);
      yield;
    }
    for (const [topic, due] of this.#moved) {
      if (due <= this.#ticks) yield* this.#send(topic, this.#figuresOf(topic.key));
    }
  }

  #keyOf(pattern: Pattern): Key {
    return this.#availability.cellOf(pattern) ?? pattern;
  }

  #figuresOf(key: Key): Figures {
    return typeof key === 'number' ? this.#availability.pictureOf(key) : this.#availability.picture(key);
  }

  #open(key: Key, pattern: Pattern): Topic {
    const { matching, usable } = this.#figuresOf(key);
    const picture = { pattern, seq: this.#seq, matching, usable };
    const topic: Topic = { pattern, watchers: [], key, picture, ahead: 'nothing' };
    this.#topics.set(key, topic);
    return topic;
  }

  /** Removes a watcher; the last one takes its place. */
  #leave({ topic, at }: Watcher): void {
    const last = topic.watchers.pop();
    if (topic.watchers.length === 0) {
      this.#topics.delete(topic.key);
      this.#touched.delete(topic);
      this.#moved.delete(topic);
    } else if (last !== undefined && at < topic.watchers.length) {
      last.at = at;
      topic.watchers[at] = last;
    }
  }

  /**
   * A topic's present picture, under the `seq` of the last one that was sent. Where it has moved since, the other
   * watchers get it with the tick and not before: pushing it at every key would tell a busy pattern's watchers of each
   * other's keys, some hundred times more often than of taken numbers.
   */
  #presentPicture(topic: Topic): PatternPicture {
    if (!this.#touched.has(topic) && !this.#moved.has(topic)) return topic.picture;
    const { pattern, seq } = topic.picture;
    const { matching, usable } = this.#figuresOf(topic.key);
    const picture = { pattern, seq, matching, usable };
    const moved = differs(picture, topic.picture);
    if (moved === 'keys' || topic.ahead === 'nothing') topic.ahead = moved;
    return picture;
  }

  *#check(topic: Topic): Pieces {
    const picture = this.#figuresOf(topic.key);
    const moved = differs(picture, topic.picture);
    if (moved === 'keys' || topic.ahead === 'keys') yield* this.#send(topic, picture);
    else if (moved === 'nothing' && topic.ahead === 'nothing') this.#moved.delete(topic);
    else if (!this.#moved.has(topic)) this.#moved.set(topic, this.#ticks + this.#wait());
  }

  /** A topic that is checked in this tick is sent with the 11th to the 20th from here, topics taking turns. */
  #wait(): number {
    this.#waits = (this.#waits + 1) % (PatternTopics.COUNT_WITHIN / 2);
    return PatternTopics.COUNT_WITHIN - 1 - this.#waits;
  }

  /** A watcher who joins during the sending is answered the same picture; one who leaves may get it once more. */
  *#send(topic: Topic, figures: Figures): Pieces {
    this.#moved.delete(topic);
    topic.ahead = 'nothing';
    const picture = { ...topic.picture, ...figures, seq: topic.picture.seq + 1 };
    topic.picture = picture;
    this.#seq = Math.max(this.#seq, picture.seq);
    this.#pushed(topic.watchers.length);
    // Each socket is in a room named after its id.
    const rooms = topic.watchers.map(({ socket }) => socket.id);
    for (let at = 0; at < rooms.length; at += PatternTopics.AT_ONCE) {
      this.#namespace.to(rooms.slice(at, at + PatternTopics.AT_ONCE)).emit('patternMoved', picture);
      yield;
    }
  }
}

/** Work in pieces, between which other events are served. */
type Pieces = Generator<undefined, void>;

/** A list with room for one: most patterns have one watcher, and a push to an empty list makes room for seventeen. */
const join = (watcher: Watcher, topic: Topic): void => {
  watcher.topic = topic;
  watcher.at = topic.watchers.length;
  if (watcher.at === 0) topic.watchers = [watcher];
  else topic.watchers.push(watcher);
};

type Figures = Pick<PatternPicture, 'matching' | 'usable'>;

/** How far two pictures of a pattern differ. */
const differs = (now: Figures, before: Figures): Topic['ahead'] => {
  if (now.usable.some((characters, i) => characters !== before.usable[i])) return 'keys';
  if (now.matching === before.matching) return 'nothing';
  // A fully typed number has no open position: only whether it is free can change.
  return (now.matching === 0) !== (before.matching === 0) ? 'keys' : 'count';
};
