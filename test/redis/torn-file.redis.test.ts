import { appendFile, mkdir, readdir, readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { openRedisClient, type RedisClient } from '../../server/redis/client.ts';
import { type RedisProcess, runRedis } from '../../server/redis/process.ts';
import { unixTarget } from '../../server/redis/target.ts';
import { temporaryFolder } from '../support/folder.ts';

const log = pino({ level: 'silent' });

/** A Redis whose lives end by `kill -9`. */
class Mortal {
  readonly dir: string;
  readonly #socket: string;

  private constructor(folder: string) {
    this.dir = join(folder, 'redis');
    this.#socket = join(folder, 'redis.sock');
  }

  static async in(folder: string): Promise<Mortal> {
    const mortal = new Mortal(folder);
    await mkdir(mortal.dir);
    return mortal;
  }

  async start(): Promise<RedisProcess> {
    const target = unixTarget(this.#socket);
    return runRedis({ program: 'redis-server', socket: this.#socket, dir: this.dir, target, log });
  }

  /** One life: what is done in it, and then the end. */
  async live<T>(act: (client: RedisClient) => Promise<T>): Promise<T> {
    const life = await this.start();
    const client = await openRedisClient({ target: unixTarget(this.#socket), role: 'commands', log });
    try {
      return await act(client);
    } finally {
      client.destroy();
      process.kill(life.pid, 'SIGKILL');
      await life.exited;
    }
  }

  /** The file that it writes to. */
  async file(): Promise<string> {
    const folder = join(this.dir, 'appendonlydir');
    const last = (await readdir(folder)).find((name) => name.endsWith('.incr.aof')) ?? '';
    return join(folder, last);
  }

  async tear(bytes: number): Promise<void> {
    const file = await this.file();
    await truncate(file, (await stat(file)).size - bytes);
  }
}

/** A step of three writes, as the pool's scripts make them. */
const step = (client: RedisClient, value: string): Promise<unknown> =>
  client.eval("for i = 1, 3 do redis.call('SET', KEYS[i], ARGV[1]) end", {
    keys: ['owner', 'record', 'event'],
    arguments: [value],
  });
const seen = (client: RedisClient): Promise<(string | null)[]> => client.mGet(['owner', 'record', 'event']);

// The step's end in the file is three SETs of some 34 bytes and an EXEC of 14.
test.each([1, 9, 14, 15, 40, 60, 90, 120])(
  'P4, P6, SAFE-2 a step whose last %i bytes a power cut took is not done at all, neither at the next start nor at the one after',
  async (bytes) => {
    const redis = await Mortal.in(await temporaryFolder());
    await redis.live((client) => step(client, 'before'));
    await redis.live((client) => step(client, 'torn'));
    await redis.tear(bytes);
    const next = await redis.live(async (client) => {
      const found = await seen(client);
      await client.eval("redis.call('SET', 'later', 'kept') redis.call('SET', 'latest', 'kept')");
      return found;
    });
    expect(next).toEqual(['before', 'before', 'before']);
    const after = await redis.live(async (client) => [...(await seen(client)), await client.get('later')]);
    expect(after).toEqual(['before', 'before', 'before', 'kept']);
  },
);

test('P4 a file that is damaged before its end is not cut there: what follows was acknowledged', async () => {
  const redis = await Mortal.in(await temporaryFolder());
  await redis.live((client) => step(client, 'before'));
  const file = await redis.file();
  const steps = await readFile(file);
  await appendFile(file, Buffer.concat([Buffer.from('*1\r\n$5\r\nMULTI\r\n'), steps, steps]));
  const { size } = await stat(file);
  await redis.tear(5);
  await expect(redis.start()).rejects.toThrow(/damaged before its end/);
  expect((await stat(file)).size).toBe(size - 5);
});
