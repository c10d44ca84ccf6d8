import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const source = fileURLToPath(new URL('skew.c', import.meta.url));

/** Wall clocks that can be moved while processes read them; each has a name. */
export class Skew {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Compiles the shim; rejects where there is no C compiler. */
  static async open(): Promise<Skew> {
    const skew = new Skew(await mkdtemp(join(tmpdir(), 'xuanhao-skew-')));
    await promisify(execFile)('cc', ['-shared', '-fPIC', '-O1', '-o', join(skew.#folder, 'skew.so'), source]);
    return skew;
  }

  /** The environment of a process that reads this clock, which begins as the machine's own. */
  async envOf(clock: string): Promise<NodeJS.ProcessEnv> {
    await this.set(clock, 0);
    return { LD_PRELOAD: join(this.#folder, 'skew.so'), CLOCK_SKEW: join(this.#folder, clock) };
  }

  /** From now on the clock stands so many ms from the machine's. */
  async set(clock: string, ms: number): Promise<void> {
    const micros = Buffer.alloc(8);
    micros.writeBigInt64LE(BigInt(ms) * 1_000n);
    // Written in place and at once: a process that has mapped the file sees the old clock or the new one.
    const file = await open(join(this.#folder, clock), 'a+').then(async (made) => {
      await made.close();
      return open(join(this.#folder, clock), 'r+');
    });
    await file.write(micros, 0, micros.length, 0);
    await file.close();
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
