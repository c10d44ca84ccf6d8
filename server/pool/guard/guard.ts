import type { Obstacle } from '../../redis/start-obstacles.ts';
import type { Position } from '../store.ts';
import { type PoolLife, type PoolStanding, troubleWith, type Witness } from './pool-life.ts';

type Kept = { readonly read: () => Promise<Witness | undefined>; readonly write: (witness: Witness) => Promise<void> };

/** Lives of the pool that are remembered as over. */
const PAST = 50;

/**
 * Watches that the pool in Redis goes on from what this node has seen of it. Where it does not, because data were lost
 * or an old backup was restored, the node is closed: nothing is done until an operator has accepted what is there. What
 * was seen is kept in a file besides, so that the next start knows it too.
 */
export class PoolGuard {
  /** How often it looks, and at most how much of what was seen a power cut takes from the file, in ms. */
  static readonly tickMs = 1_000;

  readonly #life: Pick<PoolLife, 'standing' | 'stop'>;
  readonly #file: Kept;
  readonly #closed: (trouble: Obstacle) => void;
  readonly #accepted: (epoch: string) => Promise<void>;
  #witness: Witness | undefined;
  #written: Witness | undefined;
  #trouble: Obstacle | undefined;
  /** Whether this node has followed the pool itself, and does not know it from the file alone. */
  #follows = false;
  #looking: Promise<boolean> | undefined;

  /**
   * @param parts.closed told why, once, when the pool may not be gone on with
   * @param parts.accepted told that an operator has begun another life of the pool; the node goes on when it resolves
   */
  constructor(parts: {
    life: Pick<PoolLife, 'standing' | 'stop'>;
    file: Kept;
    closed: (trouble: Obstacle) => void;
    accepted: (epoch: string) => Promise<void>;
  }) {
    this.#life = parts.life;
    this.#file = parts.file;
    this.#closed = parts.closed;
    this.#accepted = parts.accepted;
  }

  /** Why nothing may be done; undefined where all is well. */
  get trouble(): Obstacle | undefined {
    return this.#trouble;
  }

  /** The look before a node opens: what keeps it from that, by what was seen in earlier lives of it. */
  async first(): Promise<Obstacle | undefined> {
    this.#witness = await this.#file.read();
    this.#written = this.#witness;
    await this.goesOn();
    return this.#trouble;
  }

  /** This node stands there in the pool. A position in another life than the one that it goes on with says nothing. */
  follows({ epoch, offset }: Position): void {
    this.#follows = true;
    const known = this.#witness;
    if (known === undefined) this.#witness = { epoch, offset, at: null, past: [] };
    else if (known.epoch === epoch && offset > known.offset) this.#witness = { ...known, offset, at: null };
  }

  /** This node has applied an event of the pool that it follows. */
  saw(offset: number, at: number): void {
    const known = this.#witness;
    if (known !== undefined && offset > known.offset) this.#witness = { ...known, offset, at };
  }

  /** Looks whether the pool goes on from what was seen. Rejects where Redis does not answer. */
  goesOn(): Promise<boolean> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** Looks, and keeps what was seen. Where Redis or the disk does not answer, the next tick tries again. */
  async tick(): Promise<void> {
    const goesOn = await this.goesOn().catch(() => false);
    if (goesOn) await this.keep().catch(() => undefined);
  }

  /** Keeps what was seen, if it is more than before. Rejects where it cannot be written. */
  async keep(): Promise<void> {
    const seen = this.#witness;
    if (seen === undefined || this.#trouble !== undefined) return;
    if (seen.epoch === this.#written?.epoch && seen.offset === this.#written.offset) return;
    await this.#file.write(seen);
    this.#written = seen;
  }

  async #look(): Promise<boolean> {
    const asked = this.#witness;
    const here = await this.#life.standing(asked?.offset ?? 0);
    const trouble = troubleWith(asked, here);
    if (trouble === undefined) await this.#goOn(asked, here);
    else await this.#close(trouble, here.epoch);
    return trouble === undefined;
  }

  async #goOn(asked: Witness | undefined, here: PoolStanding): Promise<void> {
    if (asked !== undefined && here.epoch !== asked.epoch) {
      const past = [...asked.past, asked.epoch].slice(-PAST);
      this.#witness = { epoch: here.epoch, offset: here.offset, at: null, past };
      await this.#accepted(here.epoch);
    } else if (asked !== undefined && asked === this.#witness && asked.at === null && here.at !== null)
      this.#witness = { ...asked, at: here.at };
    this.#trouble = undefined;
  }

  async #close(trouble: Obstacle, epoch: string): Promise<void> {
    const news = this.#trouble === undefined;
    // Once stopped, it is stopped for the reason that this node has found itself, if it has.
    if (news || trouble.code !== 'poolStopped') this.#trouble = trouble;
    if (news) this.#closed(trouble);
    // A node that only starts may be the one that is wrong, with another installation's data folder: it stops nobody
    // who goes on with a pool. Where there is none at all, it keeps others from beginning one.
    if (trouble.code !== 'poolStopped' && (this.#follows || epoch === '')) await this.#life.stop(trouble, epoch);
  }
}
