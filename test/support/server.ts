import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import type { z } from 'zod';
import { type AuthoritySettings, authoritySettings } from '../../server/authority/settings.ts';
import { projectRoot } from '../../server/project-root.ts';
import { openRedisClient, type RedisClient, type RedisRole } from '../../server/redis/client.ts';
import { pidOf, whenGone } from '../../server/redis/conversation.ts';
import { type RedisTarget, unixTarget } from '../../server/redis/target.ts';

type Options = {
  readonly engine: 'uws' | 'ws';
  /** Settings that differ from the rule book's defaults. */
  readonly authority?: z.input<typeof authoritySettings>;
  readonly demoAccounts?: number;
  /** Whether it keeps its port over restarts, as waiting pages expect. */
  readonly staysAtItsPort?: boolean;
  /** The limit on its process's open files. */
  readonly openFiles?: number;
  /** Further settings, such as `WORKERS`, or a `REDIS_URL` that it shares with others. */
  readonly env?: NodeJS.ProcessEnv;
};

/** Collects garbage in the server's process on SIGWINCH, which it does not use otherwise. */
const COLLECTING = ['--expose-gc', '--import', `data:text/javascript,process.on('SIGWINCH', () => gc())`];

/** How long a start or a stop may take; several nodes or workers on a busy machine are slow. */
const TIMEOUT_MS = 60_000;

/** Returned numbers are free at once, so that only tests of POOL-5 wait for them. */
const AT_ONCE = { returnWithinSeconds: 0, returnShownSeconds: 0 };
/** Most tests have one person at the desk. */
const ONE_AT_THE_DESK = { secondPerson: 'off' } as const;
/** A test's account may confirm more often in a minute than a person does in a day. */
const MANY_CODES = { codesPerDay: 1_000, codesPerMinute: 1_000_000 };

/** A real server with a process, a Redis and a data folder of its own, on a free port. */
export class TestServer {
  /** Its output lines, over all restarts. */
  readonly lines: string[] = [];
  readonly #options: Options;
  #dataDir = '';
  #process: ChildProcess | undefined;
  #port = '0';
  #redisPid: number | undefined;
  readonly #clients: RedisClient[] = [];

  constructor(options: Options) {
    this.#options = options;
    process.once('exit', this.#killAll);
  }

  /** Starts a server; resolves when it is open. */
  static async start(options: Options): Promise<TestServer> {
    const server = new TestServer(options);
    try {
      await server.start();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** Its address; a restart changes the port, unless it stays. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The process started: the supervisor, if there are workers. */
  get pid(): number {
    return this.#pid();
  }

  /** Its authority's figures. */
  get settings(): AuthoritySettings {
    return authoritySettings.parse(this.#authority);
  }

  get #authority() {
    return { ...AT_ONCE, ...MANY_CODES, ...ONE_AT_THE_DESK, ...this.#options.authority };
  }

  /** Its Redis, for tests that need more than the server reports. */
  get redis(): RedisTarget {
    return unixTarget(join(this.#dataDir, 'run', 'redis.sock'));
  }

  /** A client of its Redis, closed as the server stops for good. */
  async redisClient(role: RedisRole = 'commands'): Promise<RedisClient> {
    const client = await openRedisClient({ target: this.redis, role, log: pino({ level: 'silent' }) });
    this.#clients.push(client);
    return client;
  }

  /** Its data folder. */
  get dataDir(): string {
    return this.#dataDir;
  }

  /** The process of its Redis. */
  get redisPid(): number {
    return this.#redisPid ?? 0;
  }

  /** One figure of `/metrics` by its name, labels included. */
  async figure(name: string): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const line = text.split('\n').find((each) => each.startsWith(`${name} `));
    if (line === undefined) throw new Error(`there is no figure ${name}`);
    return Number(line.slice(name.length));
  }

  /** Its live memory in bytes, without garbage. */
  async heap(): Promise<number> {
    for (let i = 0; i < 3; i += 1) {
      process.kill(this.#pid(), 'SIGWINCH');
      await delay(100);
    }
    return this.figure('xuanhao_nodejs_heap_size_used_bytes');
  }

  /** Whether the process runs. */
  get isAlive(): boolean {
    return this.#process?.exitCode === null && this.#process.signalCode === null;
  }

  /** Waits for a line with a text, and returns the first one. */
  async says(text: string): Promise<string> {
    for (const end = performance.now() + TIMEOUT_MS; performance.now() < end; await delay(20)) {
      const line = this.lines.find((each) => each.includes(text));
      if (line !== undefined) return line;
    }
    throw new Error(`nothing was said of ${text}:\n${this.lines.slice(-20).join('\n')}`);
  }

  /** Starts, again on the same data. */
  async start(): Promise<void> {
    this.#dataDir ||= await mkdtemp(join(tmpdir(), 'xuanhao-server-'));
    const { engine, demoAccounts = 50, staysAtItsPort = false, openFiles, env = {} } = this.#options;
    const limits = openFiles === undefined ? '' : `ulimit -n ${openFiles}; `;
    const command = [process.execPath, ...COLLECTING, '--import', 'tsx', 'server/main.ts'];
    const child = spawn('sh', ['-c', `${limits}exec "$0" "$@"`, ...command], {
      cwd: projectRoot,
      env: {
        PATH: process.env['PATH'],
        PORT: staysAtItsPort ? this.#port : '0',
        HOST: '127.0.0.1',
        DATA_DIR: this.#dataDir,
        ENGINE: engine,
        DEMO_ACCOUNTS: String(demoAccounts),
        SMS_OUTBOX: 'log',
        AUTHORITY_SETTINGS: JSON.stringify(this.#authority),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    const before = this.lines.length;
    for (const stream of [child.stdout, child.stderr]) collectLines(stream, this.lines);
    this.#port = await within(
      this.#portSaidAfter(before),
      () => `the server does not open:\n${this.lines.slice(before).join('\n')}`,
    );
    await this.findRedis();
  }

  /** Finds its Redis again after that ended and came back. */
  async findRedis(): Promise<void> {
    this.#redisPid = await pidOf(this.redis);
  }

  /** Stops the server and starts it again; `between` runs while neither it nor its Redis does. */
  async restart(between: () => Promise<void> = async () => undefined): Promise<void> {
    await this.#end();
    await between();
    await this.start();
  }

  /** `kill -9`: the server ends at once, and its Redis outlives it. */
  async kill9(): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** Stops it for good and removes everything; throws if it did not stop in order. */
  async stop(): Promise<void> {
    for (const client of this.#clients.splice(0)) if (client.isOpen) client.destroy();
    try {
      if (this.isAlive) await this.#end();
    } finally {
      this.#killAll();
      if (this.#redisPid !== undefined) await whenGone(this.#redisPid, TIMEOUT_MS);
      process.off('exit', this.#killAll);
      await rm(this.#dataDir, { recursive: true, force: true });
    }
  }

  #pid(): number {
    if (this.#process?.pid === undefined) throw new Error('no server runs');
    return this.#process.pid;
  }

  async #end(): Promise<void> {
    const child = this.#process;
    if (child === undefined || !this.isAlive) throw new Error('the server had ended by itself');
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = (await within(exit, () => 'the server does not end')) as [number | null];
    if (code !== 0) throw new Error(`the server ended with ${code}:\n${this.lines.slice(-20).join('\n')}`);
  }

  async #portSaidAfter(line: number): Promise<string> {
    for (;;) {
      for (const text of this.lines.slice(line)) {
        const port = /"port":(\d+)/.exec(text)?.[1];
        if (port !== undefined) return port;
      }
      if (!this.isAlive) throw new Error(`the server ended:\n${this.lines.slice(line).join('\n')}`);
      await delay(20);
    }
  }

  readonly #killAll = (): void => {
    this.#process?.kill('SIGKILL');
    try {
      if (this.#redisPid !== undefined) process.kill(this.#redisPid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  };
}

const collectLines = (stream: NodeJS.ReadableStream, lines: string[]): void => {
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
};

const within = async <T>(promise: Promise<T>, message: () => string): Promise<T> => {
  const patience = new AbortController();
  const tooLong = delay(TIMEOUT_MS, undefined, { signal: patience.signal }).then(() =>
    Promise.reject(new Error(message())),
  );
  return Promise.race([promise, tooLong]).finally(() => {
    tooLong.catch(() => undefined);
    patience.abort();
  });
};
