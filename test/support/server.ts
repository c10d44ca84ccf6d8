import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import type { authoritySettings } from '../../server/authority/settings.ts';
import { projectRoot } from '../../server/project-root.ts';
import { pidOf, whenGone } from '../../server/redis/conversation.ts';
import { type RedisTarget, unixTarget } from '../../server/redis/target.ts';

type Options = {
  readonly engine: 'uws' | 'ws';
  /** What differs from the rule book's defaults. */
  readonly authority?: z.input<typeof authoritySettings>;
  readonly demoAccounts?: number;
  /** Whether its later lives listen where the first one did, as pages that wait for it expect. */
  readonly staysAtItsPort?: boolean;
  /** How many files its process may have open. */
  readonly openFiles?: number;
  /** Further settings, such as `WORKERS`, or a `REDIS_URL` that it shares with others. */
  readonly env?: NodeJS.ProcessEnv;
};

/** Has the server's process collect its garbage when it is told that the window's size has changed; it has no window. */
const COLLECTING = ['--expose-gc', '--import', `data:text/javascript,process.on('SIGWINCH', () => gc())`];

/** How long a life may take to begin or to end, in ms; several nodes or workers on a busy machine take their time. */
const TIMEOUT_MS = 60_000;

/** Numbers that come back can be had at once, so that no test waits for them but those that say so (POOL-5). */
const AT_ONCE = { returnWithinSeconds: 0, returnShownSeconds: 0 };
/** Most tests have one person at the desk. */
const ONE_AT_THE_DESK = { secondPerson: 'off' } as const;
/** One account of a test may confirm more often in a minute than anybody does in a day. */
const MANY_CODES = { codesPerDay: 1_000, codesPerMinute: 1_000_000 };

/** A real server: a process, a Redis and a data folder of its own, on a port that the system chose. */
export class TestServer {
  /** Every line that it has written, over all its lives. */
  readonly lines: string[] = [];
  readonly #options: Options;
  readonly #dataDir: string;
  #process: ChildProcess | undefined;
  #port = '0';
  #redisPid: number | undefined;

  private constructor(options: Options, dataDir: string) {
    this.#options = options;
    this.#dataDir = dataDir;
    process.once('exit', this.#killAll);
  }

  /** Starts one; resolves when it is open. */
  static async start(options: Options): Promise<TestServer> {
    const server = new TestServer(options, await mkdtemp(join(tmpdir(), 'xuanhao-server-')));
    try {
      await server.start();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** Where it listens; a new life, a new port, unless it stays. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The process that was started: the supervisor, where there are workers. */
  get pid(): number {
    return this.#pid();
  }

  /** Its Redis, for a test that needs more than the server tells. */
  get redis(): RedisTarget {
    return unixTarget(join(this.#dataDir, 'run', 'redis.sock'));
  }

  /** Where its data are. */
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

  /** What lives in its memory, in bytes, garbage left out. */
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

  /** Waits for a line that holds a text, and answers the first one. */
  async says(text: string): Promise<string> {
    for (const end = performance.now() + TIMEOUT_MS; performance.now() < end; await delay(20)) {
      const line = this.lines.find((each) => each.includes(text));
      if (line !== undefined) return line;
    }
    throw new Error(`nothing was said of ${text}:\n${this.lines.slice(-20).join('\n')}`);
  }

  /** Begins another life on the same data. */
  async start(): Promise<void> {
    const { engine, authority = {}, demoAccounts = 50, staysAtItsPort = false, openFiles, env = {} } = this.#options;
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
        AUTHORITY_SETTINGS: JSON.stringify({ ...AT_ONCE, ...MANY_CODES, ...ONE_AT_THE_DESK, ...authority }),
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

  /** Finds its Redis again, where that was ended and came back. */
  async findRedis(): Promise<void> {
    this.#redisPid = await pidOf(this.redis);
  }

  /** Ends the server as a restart does, and starts it again; what is done between happens while neither it nor its Redis runs. */
  async restart(between: () => Promise<void> = async () => undefined): Promise<void> {
    await this.#end();
    await between();
    await this.start();
  }

  /** `kill -9`: the server has no last word, and its Redis outlives it. */
  async kill9(): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** Ends it for good; throws where it did not end in order. Nothing is left behind. */
  async stop(): Promise<void> {
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
