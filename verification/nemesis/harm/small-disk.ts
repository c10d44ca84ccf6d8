import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How often a size is tried, with more room each time. */
const ATTEMPTS = 20;
/** The disk's size when there is room enough, in bytes. */
const ROOMY = 512 * 1024 * 1024;

/**
 * A disk in memory whose size can be changed while it is in use. Where mounting is not allowed it is a plain folder, and a
 * limit on the size of Redis's files stands in for the disk's end: either way a write comes back short, or fails.
 */
export class SmallDisk {
  readonly folder: string;
  /** Whether it is a disk of its own. */
  readonly isMounted: boolean;

  private constructor(folder: string, isMounted: boolean) {
    this.folder = folder;
    this.isMounted = isMounted;
    process.once('exit', this.#unmount);
  }

  static async open(): Promise<SmallDisk> {
    const folder = await mkdtemp(join(tmpdir(), 'xuanhao-disk-'));
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${ROOMY},mode=700`, 'tmpfs', folder]).then(
      () => true,
      () => false,
    );
    return new SmallDisk(folder, mounted);
  }

  /**
   * Leaves so many bytes of room.
   * @param pid the process that fills it
   * @param file the file that grows
   */
  async fill(room: number, pid: number, file: string): Promise<void> {
    if (!this.isMounted) {
      const { size } = await stat(file);
      await run('prlimit', ['--pid', String(pid), `--fsize=${size + room}`]);
      return;
    }
    for (let attempt = 1; ; attempt += 1) {
      const { blocks, bfree, bsize } = await statfs(this.folder);
      try {
        return await this.#resize((blocks - bfree) * bsize + room * attempt);
      } catch (error) {
        // More was written meanwhile than was left: a disk is never smaller than what is on it.
        if (attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** Makes room; a process that begins from now on finds it. */
  async makeRoom(): Promise<void> {
    if (this.isMounted) await this.#resize(ROOMY);
  }

  async close(): Promise<void> {
    process.off('exit', this.#unmount);
    this.#unmount();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #resize(size: number): Promise<void> {
    await run('mount', ['-o', `remount,size=${size}`, this.folder]);
  }

  /** Lazily: it goes when the last process that has a file open there does. */
  readonly #unmount = (): void => {
    if (this.isMounted) spawnSync('umount', ['--lazy', this.folder]);
  };
}
