import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { poolId } from '../../protocol/ids.ts';
import { type AuthoritySettings, authoritySettings } from '../../server/authority/settings.ts';
import { RedisPoolStore } from '../../server/pool/redis/store.ts';
import { HistoryChecker } from '../checker/checker.ts';
import { openHistoryFile, readHistory } from '../checker/folder.ts';
import type { Line } from '../checker/format.ts';
import { collectionOf, eventLine, finalLines, poolLine } from '../checker/recording.ts';
import { Answers } from './answers.ts';
import { Crowd } from './crowd.ts';
import { Door } from './door.ts';
import type { Play } from './fault.ts';
import { StageNode } from './node.ts';
import { Person } from './person.ts';
import { StageRedis, type StageRedisOptions } from './redis.ts';
import type { RedisPair } from './redis-pair.ts';
import { RedisTee } from './redis-tee.ts';
import { Watch } from './watch.ts';

export type StageOptions = {
  readonly nodes: number;
  /** `WORKERS` of each node in turn; one each where none is named. */
  readonly workers?: readonly number[];
  readonly redis?: StageRedisOptions;
  /** A master with a replica, which the stage ends; `redis` is its first master then. */
  readonly pair?: RedisPair;
  /** How many replicas must have what anybody is told; absent: none. */
  readonly replicas?: number;
  /** Differences from the stage's own figures, which are short countdowns. */
  readonly authority?: z.input<typeof authoritySettings>;
  /** Further settings of every node. */
  readonly env?: NodeJS.ProcessEnv;
  /** What differs at a node beside that, in turn. */
  readonly authorities?: readonly z.input<typeof authoritySettings>[];
  /** Whether a proxy between the nodes and Redis records the clock of each judgement. */
  readonly tee?: boolean;
  /** Where the play has Redis lose keys, captchas among them. */
  readonly captchas?: 'lost';
};

/** The record from the first event to the end, and the promises that it breaks. */
export type Settled = { readonly operations: number; readonly events: number; readonly problems: readonly string[] };

/** Countdowns so short that much happens in a round, with many tries and draws. */
const AUTHORITY = {
  hours: 'always',
  tries: 200,
  draws: 100,
  verifyIntervalSeconds: 0.3,
  holdSeconds: 1,
  drawHoldSeconds: 1,
  confirmSeconds: 1.5,
  codeResendSeconds: 0.1,
  captchaWork: 50,
  returnWithinSeconds: 0,
  returnShownSeconds: 0,
} as const satisfies z.input<typeof authoritySettings>;

/** Redis and this process read the same clock, each to the ms. */
const UNCERTAINTY = 2;

/** How long the end may take, in ms: until no hold is left, and everybody shows the free numbers. */
const TIMEOUT_MS = 20_000;

/** A Redis, server nodes over it, people before them, and a record of all messages and events. */
export class Stage {
  readonly redis: StageRedis;
  readonly nodes: readonly StageNode[];
  readonly crowd: Crowd;
  readonly store: RedisPoolStore;
  readonly watch: Watch;
  readonly answers = new Answers();
  /** A door for HTTP: it leads to any open node. */
  readonly entrance: Door;
  readonly settings: AuthoritySettings;
  /** The recorder for messages of anyone outside the crowd. */
  readonly write: (line: Line) => void;
  readonly #parts: Parts;
  #accounts = 0;

  private constructor(parts: Parts, seed: number) {
    this.#parts = parts;
    this.redis = parts.redis;
    this.nodes = parts.nodes;
    this.entrance = parts.entrance;
    this.store = parts.store;
    this.settings = parts.settings;
    this.write = parts.clients.write;
    this.watch = new Watch(parts.store, (event) => parts.events.write(eventLine(event)));
    this.watch.start();
    this.crowd = new Crowd(() => this.person(), seed);
  }

  /** Opens one; resolves when every node takes people in. */
  static async open(options: StageOptions, { seed }: Pick<Play, 'seed'>): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), 'xuanhao-chaos-'));
    const { pair, replicas = 0 } = options;
    const redis = pair?.master ?? (await StageRedis.start(options.redis));
    const authority = { ...AUTHORITY, ...options.authority };
    const settings = authoritySettings.parse(authority);
    const { workers = [] } = options;
    const tee = options.tee === true ? await RedisTee.open(redis.folder) : undefined;
    const { url } = (tee ?? pair ?? redis).target;
    const own = { REDIS_URL: url, REDIS_REPLICAS: String(replicas), SECRET_KEY: randomBytes(32).toString('hex') };
    const env = { ...own, ...options.env };
    const begin = (_: unknown, i: number): Promise<StageNode> =>
      StageNode.start(`node-${i + 1}`, workers[i] ?? 1, {
        engine: 'uws',
        authority: { ...authority, ...options.authorities?.[i] },
        demoAccounts: 100_000,
        env,
      });
    const begun = await Promise.allSettled(Array.from({ length: options.nodes }, begin));
    const nodes = begun.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const failed = begun.find((each) => each.status === 'rejected');
    if (failed !== undefined) {
      await Promise.allSettled(nodes.map((node) => node.stop()));
      await tee?.close();
      await (pair ?? redis).stop();
      await rm(folder, { recursive: true, force: true });
      throw failed.reason;
    }
    const pool = poolId.parse(settings.pool);
    const ownClients = async () => ({ commands: await redis.client(), reads: await redis.client('blocking') });
    const store = pair ? await pair.openStore(pool, replicas) : new RedisPoolStore(pool, await ownClients());
    const entrance = await Door.open(() => nodes.filter(({ isOpen }) => isOpen));
    const [clients, events] = [await openHistoryFile(folder, 'clients'), await openHistoryFile(folder, 'events')];
    const { captchas } = options;
    const isAlike = options.authorities === undefined;
    return new Stage(
      { folder, redis, pair, tee, nodes, store, settings, entrance, clients, events, captchas, isAlike },
      seed,
    );
  }

  /** One of its nodes, counted in a circle. */
  node(nth: number): StageNode {
    const node = this.nodes[nth % this.nodes.length];
    if (node === undefined) throw new Error('this stage has no nodes');
    return node;
  }

  /** When a command was judged, by the clock that its script has read, in ms; undefined where none has settled it. */
  judged(id: string): number | undefined {
    return this.#parts.tee?.judged.get(id);
  }

  /** Another demo applicant, signed in and connected through a door of his own; `at` one node for good, where it is named. */
  async person(at?: StageNode): Promise<Person> {
    const { clients, nodes, entrance } = this.#parts;
    this.#accounts += 1;
    const nth = this.#accounts;
    const door = await Door.open(() => (at === undefined ? nodes.filter(({ isOpen }) => isOpen) : [at]), nth);
    try {
      const { write } = clients;
      return await Person.arrive(`demo${nth}`, { door, http: entrance.url, write, answered: this.answers.take });
    } catch (error) {
      door.close();
      throw error;
    }
  }

  /**
   * Lets everything come to its end, and holds what was recorded against every promise. Nodes and Redis must be well
   * again; nobody may act afterwards.
   */
  async settle(): Promise<Settled> {
    const { folder, clients, events, store, settings, captchas, isAlike } = this.#parts;
    const problems = this.nodes.filter(({ isAlive }) => !isAlive).map(({ name }) => `${name} has ended by itself`);
    await this.crowd.rest();
    await this.crowd.allUp();
    let free = Number.NaN;
    const noneHeld = async (): Promise<boolean> => {
      const tally = await store.tally();
      free = tally.free;
      return tally.held === 0;
    };
    await within(noneHeld, 'no hold is left', problems);
    const shows = (person: Person): boolean => person.client.pool.get()?.free === free;
    await within(() => this.crowd.people.every(shows), 'everybody shows what is free', problems);
    for (const { name, client } of this.crowd.people) {
      const shown = client.pool.get()?.free;
      if (shown !== undefined) clients.write({ line: 'settled', client: name, topic: 'pool', free: shown });
    }
    await this.watch.caughtUp().catch((error: unknown) => problems.push(`P6: ${String(error)}`));
    await this.watch.stop();
    this.crowd.leave();

    const { blocks } = await store.snapshot();
    const [pool, final] = await Promise.all([openHistoryFile(folder, 'pool'), openHistoryFile(folder, 'final')]);
    const more = { collection: collectionOf(settings) };
    const kept = { captchas, uncertainty: UNCERTAINTY, more, connections: 'written' } as const;
    pool.write(poolLine(settings, blocks, { open: isAlike ? null : 'unsaid', ...kept }));
    for (const line of await finalLines(store, this.watch.selections)) final.write(line);
    await Promise.all([pool, final, clients, events].map((file) => file.close()));
    const checker = new HistoryChecker();
    for await (const line of readHistory(folder, checker.notRead)) checker.take(line);
    problems.push(...checker.find().map(({ promise, says }) => `${promise}: ${says}`), ...this.crowd.problems);
    return { operations: checker.operations, events: this.watch.offset, problems };
  }

  /** Ends everything that runs, by its process. Resolves to the history's folder where it `keeps` that. */
  async close(keeps: boolean): Promise<string | undefined> {
    const { folder, nodes, entrance, redis, pair, tee } = this.#parts;
    this.crowd.leave();
    await this.watch.stop();
    const stopped = await Promise.allSettled(nodes.map((node) => node.stop()));
    entrance.close();
    await tee?.close();
    await (pair ?? redis).stop();
    if (!keeps) await rm(folder, { recursive: true, force: true });
    for (const each of stopped) if (each.status === 'rejected') throw each.reason;
    return keeps ? folder : undefined;
  }
}

type HistoryFile = Awaited<ReturnType<typeof openHistoryFile>>;
type Parts = {
  readonly folder: string;
  readonly redis: StageRedis;
  readonly pair: RedisPair | undefined;
  readonly tee: RedisTee | undefined;
  readonly nodes: readonly StageNode[];
  readonly store: RedisPoolStore;
  readonly settings: AuthoritySettings;
  readonly entrance: Door;
  readonly clients: HistoryFile;
  readonly events: HistoryFile;
  readonly captchas: 'lost' | undefined;
  /** All nodes go by the same figures. */
  readonly isAlike: boolean;
};

/** Waits for a condition. A Redis that has only just come back cannot be asked yet, which counts as not yet. */
const within = async (so: () => boolean | Promise<boolean>, what: string, problems: string[]): Promise<void> => {
  let cause = '';
  for (const end = performance.now() + TIMEOUT_MS; performance.now() < end; await delay(50))
    try {
      if (await so()) return;
      cause = '';
    } catch (error) {
      cause = ` (${String(error)})`;
    }
  problems.push(`after ${TIMEOUT_MS / 1_000} s it is still not so that ${what}${cause}`);
};
