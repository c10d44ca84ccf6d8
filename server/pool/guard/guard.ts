import type { Obstacle } from '../../redis/start-obstacles.ts';
import type { Position } from '../store.ts';
import { type PoolLife, type PoolStanding, troubleWith, type Witness } from './pool-life.ts';

type Kept = { readonly read: () => Promise<Witness | undefined>; readonly write: (witness: Witness) => Promise<void> };

/** How many past epochs the witness remembers. */
const PAST = 50;

type Parts = {
  readonly life: Pick<PoolLife, 'standing' | 'stop'>;
  readonly file: Kept;
  /** Gets the reason, once, when the node must not continue with the pool. */
  readonly closed: (trouble: Obstacle) => void;
  /** Gets the epoch that an operator began; the node continues when it resolves. */
  readonly accepted: (epoch: string) => Promise<void>;
};

/**
 * Checks that the pool in Redis continues from what this node has seen of it. Where it does not, because data were lost
 * or an old backup was restored, the guard closes the node: nothing is done until an operator accepts the data. A file
 * keeps what the node has seen, so that the next start knows it too.
 */
export class PoolGuard {
  /** Interval of the checks, in ms; a power cut takes at most this much of what was seen from the file. */
  static readonly tickMs = 1_000;

  readonly #parts: Parts;
  #witness: Witness | undefined;
  #written: Witness | undefined;
  #trouble: Obstacle | undefined;
  /** Whether this node has followed the pool itself, and does not know it from the file alone. */
  #follows = false;
  #looking: Promise<boolean> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Why the node is closed; undefined while it is open. */
  get trouble(): Obstacle | undefined {
    return this.#trouble;
  }

  /** The check before a node opens, against what its earlier runs have seen; answers the obstacle, if there is one. */
  async first(): Promise<Obstacle | undefined> {
    this.#witness = await this.#parts.file.read();
    this.#written = this.#witness;
    await this.goesOn();
    return this.#trouble;
  }

  /** Records where this node is in the pool. A position in another epoch than the known one is ignored. */
  follows({ epoch, offset }: Position): void {
    this.#follows = true;
    const known = this.#witness;
    if (known === undefined) this.#witness = { epoch, offset, at: null, past: [] };
    else if (known.epoch === epoch && offset > known.offset) this.#witness = { ...known, offset, at: null };
  }

  /** Records that this node has applied an event of the pool that it follows. */
  saw(offset: number, at: number): void {
    const known = this.#witness;
    if (known !== undefined && offset > known.offset) this.#witness = { ...known, offset, at };
  }

  /** Whether the pool continues from what was seen. Rejects where Redis does not answer. */
  goesOn(): Promise<boolean> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** Checks the pool, and keeps what was seen. Where Redis or the disk does not answer, the next tick tries again. */
  async tick(): Promise<void> {
    const goesOn = await this.goesOn().catch(() => false);
    if (goesOn) await this.keep().catch(() => undefined);
  }

  /** Writes what was seen to the file, if it is more than before. Rejects where the disk refuses. */
  async keep(): Promise<void> {
    const seen = this.#witness;
    if (seen === undefined || this.#trouble !== undefined) return;
    if (seen.epoch === this.#written?.epoch && seen.offset === this.#written.offset) return;
    await this.#parts.file.write(seen);
    this.#written = seen;
  }

  async #look(): Promise<boolean> {
    const seen = this.#witness;
    const here = await this.#parts.life.standing(seen?.offset ?? 0);
    const trouble = troubleWith(seen, here);
    if (trouble === undefined) await this.#goOn(seen, here);
    else await this.#close(trouble, here.epoch);
    return trouble === undefined;
  }

  async #goOn(seen: Witness | undefined, here: PoolStanding): Promise<void> {
    if (seen !== undefined && here.epoch !== seen.epoch) {
      const past = [...seen.past, seen.epoch].slice(-PAST);
      this.#witness = { epoch: here.epoch, offset: here.offset, at: null, past };
      await this.#parts.accepted(here.epoch);
    } else if (seen !== undefined && seen === this.#witness && seen.at === null && here.at !== null)
      this.#witness = { ...seen, at: here.at };
    this.#trouble = undefined;
  }

  async #close(trouble: Obstacle, epoch: string): Promise<void> {
    const isFirst = this.#trouble === undefined;
    // A stopped pool answers `poolStopped`; the trouble that this node has found itself says more.
    if (isFirst || trouble.code !== 'poolStopped') this.#trouble = trouble;
    if (isFirst) this.#parts.closed(trouble);
    // A node that only starts may itself be wrong, with the data folder of another installation: it stops no pool that
    // others continue with. Where Redis has no pool at all, it keeps others from beginning one.
    if (trouble.code !== 'poolStopped' && (this.#follows || epoch === '')) await this.#parts.life.stop(trouble, epoch);
  }
}
