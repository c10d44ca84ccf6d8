import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { PoolId } from '../../../protocol/ids.ts';
import type { Witness } from './pool-life.ts';

const witness = z.object({ epoch: z.string(), offset: z.int(), at: z.int().nullable(), past: z.array(z.string()) });

/** Keeps what a node has seen of a pool: one small file in its data folder, always replaced as a whole. */
export class WitnessFile {
  readonly #folder: string;
  readonly #path: string;

  constructor(dataDir: string, pool: PoolId) {
    this.#folder = join(dataDir, 'witness');
    this.#path = join(this.#folder, `${pool}.json`);
  }

  /** Undefined where nothing was ever written. Throws one clear line for a file that it cannot understand. */
  async read(): Promise<Witness | undefined> {
    const text = await readFile(this.#path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return undefined;
    try {
      return witness.parse(JSON.parse(text));
    } catch {
      throw new Error(`${this.#path} cannot be understood; what this node has seen of the pool stands in it`);
    }
  }

  /** Resolves once it is on the disk. Several processes may write at once: each writes a whole file, and one stays. */
  async write(seen: Witness): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const own = `${this.#path}.${randomBytes(6).toString('hex')}`;
    const file = await open(own, 'wx', 0o600);
    try {
      await file.writeFile(JSON.stringify(seen));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(own, this.#path);
  }
}
