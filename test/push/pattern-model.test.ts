import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPatternFeed, patternOf } from '../../client/lib/pattern-feed.ts';
import type { PatternPicture } from '../../protocol/pattern-picture.ts';
import { ALPHABET, type Pattern, pattern } from '../../protocol/plate.ts';
import type { LivePool } from '../../server/availability/live-pool.ts';
import { PatternTopics } from '../../server/push/pattern-topics.ts';
import { keysFor, layoutOf } from '../client/support/pictures.ts';
import { FakeNamespace, type FakeSocket } from '../support/fake-namespace.ts';
import { openPoolNode } from '../support/pool-node.ts';
import { Tide } from './tide.ts';

const PATTERNS = ['?????', '00A??', '00AA?', '00A?1', '00AA1', '00AC?', '00A?9'];
const NUMBERS = ['00AA0', '00AA1', '00AA2', '00AB0', '00AB1', '00AB2', '00AC1'];
const layout = layoutOf(ALPHABET);
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** One of the client library's feeds at the end of a wire on which each way keeps its order and takes its time. */
class Client {
  readonly #topics: PatternTopics;
  readonly #socket: FakeSocket;
  readonly #up: { readonly pattern: Pattern; readonly answer: (picture: PatternPicture) => void }[] = [];
  readonly #answers = new Map<unknown, (picture: PatternPicture) => void>();
  #typed = '';
  readonly feed = createPatternFeed(
    (_, keys) =>
      new Promise((answer) => {
        this.#up.push({ pattern: pattern.parse(patternOf(layout, keys)), answer });
      }),
  );

  constructor(topics: PatternTopics, socket: FakeSocket) {
    this.#topics = topics;
    this.#socket = socket;
  }

  type(text: string): void {
    this.#typed = text;
    void this.feed.type(layout, keysFor(layout, text));
  }

  /** The server reads one message. */
  serve(): void {
    const asked = this.#up.shift();
    if (asked === undefined) return;
    const body = structuredClone(this.#topics.show(this.#socket.asSocket, asked.pattern));
    this.#answers.set(body, asked.answer);
    this.#socket.heard.push({ name: 'patternMoved', body });
  }

  /** One message comes down; a push may be lost, an answer never is. */
  async hear(lost: boolean): Promise<void> {
    const message = this.#socket.heard.shift();
    if (message === undefined) return;
    const answer = this.#answers.get(message.body);
    if (answer !== undefined) answer(message.body as PatternPicture);
    else if (!lost) this.feed.onMoved(message.body as PatternPicture);
    await settled();
  }

  /** Everything that is under way arrives, and what follows from it. */
  async drain(): Promise<void> {
    while (this.#up.length + this.#socket.heard.length > 0) {
      this.serve();
      await this.hear(false);
    }
  }

  /** What is shown beside what is true. */
  compare(live: LivePool): void {
    const { seq: _, ...shown } = this.feed.picture.get() ?? { seq: 0 };
    const typed = pattern.parse(this.#typed);
    expect(shown).toEqual({ pattern: typed, ...live.availability.picture(typed) });
  }
}

const who = fc.nat(1);
const step = fc.oneof(
  fc.record({ act: fc.constant('type' as const), who, text: fc.constantFrom(...PATTERNS) }),
  fc.record({ act: fc.constant('serve' as const), who }),
  fc.record({ act: fc.constant('hear' as const), who, lost: fc.boolean() }),
  fc.record({ act: fc.constantFrom('take' as const, 'give' as const), number: fc.constantFrom(...NUMBERS) }),
  fc.record({ act: fc.constantFrom('tick' as const, 'piece' as const) }),
  { weight: 1, arbitrary: fc.record({ act: fc.constant('grow' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Two clients and a pool, through one history; `lossy` where pushes can get lost on the way. */
const play = async (steps: readonly Step[], lossy: boolean): Promise<void> => {
  const namespace = new FakeNamespace();
  const { live, patterns: topics, follower } = openPoolNode({ namespace: namespace.asNamespace });
  const tide = new Tide(follower);
  tide.open('0', '0', 'A', 'AB', '012');
  const clients = [new Client(topics, namespace.connect()), new Client(topics, namespace.connect())] as const;
  for (const client of clients) client.type('?????');
  let piecemeal: ReturnType<PatternTopics['tick']> | undefined;

  const quiet = async (): Promise<void> => {
    for (let i = 0; i < PatternTopics.COUNT_WITHIN; i += 1) Array.from(topics.tick());
    for (const client of clients) await client.drain();
  };
  for (const next of steps) {
    if (next.act === 'type') clients[next.who as 0 | 1].type(next.text);
    if (next.act === 'serve') clients[next.who as 0 | 1].serve();
    if (next.act === 'hear') await clients[next.who as 0 | 1].hear(lossy && next.lost);
    if (next.act === 'take') tide.take(next.number);
    if (next.act === 'give') tide.give(next.number);
    if (next.act === 'tick') Array.from(topics.tick());
    if (next.act === 'piece' && (piecemeal ??= topics.tick()).next().done === true) piecemeal = undefined;
    if (next.act === 'grow' && tide.all.length === 6) tide.open('0', '0', 'A', 'C', '012');
  }
  await quiet();
  if (lossy) {
    // A loss is noticed with the next push: let there be one for every pattern that can change.
    for (const move of [() => tide.take(...tide.all), () => tide.give(...tide.all)]) {
      move();
      await quiet();
    }
  }
  for (const client of clients) client.compare(live);
};

const steps = fc.array(step, { minLength: 20, maxLength: 120, size: 'max' });

test('LIVE-3 COMP-4 however slow the wires, a client ends with the true picture of what it typed last', async () => {
  await fc.assert(
    fc.asyncProperty(steps, (history) => play(history, false)),
    { seed: 20160105, numRuns: 400 },
  );
});

test('LIVE-3 a client that lost pushes shows the true picture after the next one', async () => {
  await fc.assert(
    fc.asyncProperty(steps, (history) => play(history, true)),
    { seed: 20160106, numRuns: 400 },
  );
});
