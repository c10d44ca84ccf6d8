import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const source = fileURLToPath(new URL('synced.c', import.meta.url));

/** How late each sync begins, in microseconds. */
const SYNC_WAITS = 3_000;

/** Records how much of each file of a Redis is on the disk for certain, and cuts the files there. */
export class Synced {
  /** The environment that the Redis needs. */
  readonly env: NodeJS.ProcessEnv;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.env = {
      LD_PRELOAD: join(folder, 'synced.so'),
      SYNCED_DIR: join(folder, 'sizes'),
      SYNC_WAITS: String(SYNC_WAITS),
    };
  }

  /** Compiles the shim; rejects where there is no C compiler. */
  static async open(): Promise<Synced> {
    const synced = new Synced(await mkdtemp(join(tmpdir(), 'xuanhao-synced-')));
    await mkdir(join(synced.#folder, 'sizes'));
    const into = join(synced.#folder, 'synced.so');
    await promisify(execFile)('cc', ['-shared', '-fPIC', '-O1', '-o', into, source]);
    return synced;
  }

  /**
   * The power has failed: takes from every file of a folder what was not synced, while nobody has it open. Answers how
   * many bytes that were.
   * @param spared how much of what was not synced the disk has all the same
   */
  async cut(folder: string, spared: (bytes: number) => number): Promise<number> {
    let lost = 0;
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      const { ino, size } = await stat(path);
      const synced = Math.min(size, await this.#syncedOf(ino));
      const kept = synced + spared(size - synced);
      await truncate(path, kept);
      lost += size - kept;
    }
    return lost;
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Nothing that was never synced is certain to be there. */
  async #syncedOf(inode: number): Promise<number> {
    const size = await readFile(join(this.#folder, 'sizes', String(inode)), 'utf8').catch(() => '0');
    return Number(size);
  }
}
