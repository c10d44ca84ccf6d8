import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { openRedisClient, type RedisClient, type RedisRole } from '../../server/redis/client.ts';
import { isUp } from '../../server/redis/conversation.ts';
import { type RedisTarget, unixTarget } from '../../server/redis/target.ts';
import { mendTornFile, saysTorn } from '../../server/redis/torn-file.ts';

export type StageRedisOptions = {
  /** When a write reaches the disk; the server's own Redis: always. */
  readonly fsync?: 'always' | 'everysec';
  /** A port of this machine, which a replica needs; absent: its socket alone. */
  readonly port?: number;
  /** Further variables of its environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** The folder of its data; absent: a folder of its own. */
  readonly dir?: string;
};

const PROGRAM = 'redis-server';
const silent = pino({ level: 'silent' });
/** How long it may be silent when it begins, in ms. */
const TIMEOUT_MS = 20_000;

/** A stage's Redis, on a private socket, with an append-only file in a folder of its own: it dies and comes back with its data. */
export class StageRedis {
  readonly folder: string;
  /** Where its data is. */
  readonly dir: string;
  readonly target: RedisTarget;
  readonly #options: StageRedisOptions;
  readonly #clients: RedisClient[] = [];
  #process: ChildProcess | undefined;
  #mended = 0;

  private constructor(folder: string, options: StageRedisOptions) {
    this.folder = folder;
    this.dir = options.dir ?? folder;
    this.target = unixTarget(join(folder, 'redis.sock'));
    this.#options = options;
    process.once('exit', this.#killAtExit);
  }

  /** Starts one with nothing in it. */
  static async start(options: StageRedisOptions = {}): Promise<StageRedis> {
    const redis = new StageRedis(await mkdtemp(join(tmpdir(), 'xuanhao-chaos-redis-')), options);
    try {
      await redis.begin();
    } catch (error) {
      await redis.stop();
      throw error;
    }
    return redis;
  }

  /** Its process; throws where none runs. */
  get pid(): number {
    const pid = this.#process?.pid;
    if (pid === undefined || !this.isAlive) throw new Error('this Redis does not run');
    return pid;
  }

  /** How often its file broke off in the middle, and was mended before a start. */
  get mended(): number {
    return this.#mended;
  }

  get isAlive(): boolean {
    return this.#process?.exitCode === null && this.#process.signalCode === null;
  }

  /** Begins a life on the data that is there; resolves when it has read them. */
  async begin(): Promise<void> {
    const { fsync = 'always', port = 0, env = {} } = this.#options;
    const reached = ['--port', String(port), '--bind', '127.0.0.1', '--unixsocket', join(this.folder, 'redis.sock')];
    const own = [...reached, '--dir', this.dir, '--save', '', '--repl-diskless-sync-delay', '0'];
    const kept = ['--appendonly', 'yes', '--appendfsync', fsync, '--aof-load-truncated', 'no'];
    const child = spawn(PROGRAM, [...own, ...kept, '--maxmemory-policy', 'noeviction'], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-2_000)));
    for (let end = performance.now() + TIMEOUT_MS; performance.now() < end; await delay(10)) {
      if (!this.isAlive) break;
      const state = await isUp(this.target);
      if (state === 'up') return;
      // A Redis that answers that it reads its data may take as long as it needs.
      if (state === 'loading') end = performance.now() + TIMEOUT_MS;
    }
    if (!saysTorn(output)) throw new Error(`${PROGRAM} does not begin:\n${output}`);
    // The server does the same with its own Redis, and an operator with any other.
    await mendTornFile({ program: PROGRAM, dir: this.dir, log: silent });
    this.#mended += 1;
    return this.begin();
  }

  /** Kills it without warning. */
  async kill9(): Promise<void> {
    const child = this.#process;
    if (child === undefined || !this.isAlive) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** A connected client, closed by `stop`. */
  async client(role: RedisRole = 'commands'): Promise<RedisClient> {
    const client = await openRedisClient({ target: this.target, role, log: silent });
    this.#clients.push(client);
    return client;
  }

  /** Ends it for good, data and all. */
  async stop(): Promise<void> {
    for (const client of this.#clients) if (client.isOpen) client.destroy();
    await this.kill9();
    process.off('exit', this.#killAtExit);
    await rm(this.folder, { recursive: true, force: true });
  }

  readonly #killAtExit = (): void => void this.#process?.kill('SIGKILL');
}
