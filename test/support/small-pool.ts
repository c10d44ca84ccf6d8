import { vi } from 'vitest';
import { blockId } from '../../protocol/ids.ts';
import { type Serial, serial } from '../../protocol/plate.ts';
import { openBlocks } from '../../server/pool/opening.ts';
import { MemoryPoolStore } from '../pool/memory-store.ts';

/**
 * A pool of a few numbers in memory, by a clock that the test moves. The machine's clock stands still with it, so that
 * a node's estimate of the store's clock is off only as far as the test wants.
 */
export class SmallPool {
  #now = 1_450_000_000_000;
  #machine = 5_000;
  #blocks = 0;
  readonly store = new MemoryPoolStore(() => this.#now);

  /** Opens a pool of up to ten numbers, `00AA0` and on. */
  static async open(size = 8): Promise<SmallPool> {
    const pool = new SmallPool();
    vi.spyOn(performance, 'now').mockImplementation(() => pool.#machine);
    await pool.openBlock(['0', '0', 'A', 'A', '0123456789'.slice(0, size)]);
    return pool;
  }

  async openBlock(positions: readonly string[]): Promise<void> {
    const id = blockId.parse(`b${this.#blocks}`);
    await openBlocks(this.store, [{ id, name: { zh: '号段', en: 'Block' }, positions }]);
    this.#blocks += 1;
  }

  /** The store's time. */
  get now(): number {
    return this.#now;
  }

  /** Lets time pass, for everyone. */
  pass(ms: number): void {
    this.#now += ms;
    this.#machine += ms;
  }

  /** Lets time pass until an instant, unless it is past. */
  passTo(instant: number): void {
    this.pass(Math.max(0, instant - this.#now));
  }

  /** Shifts the machine's clock against the store's by this many ms. */
  skew(ms: number): void {
    this.#machine += ms;
  }

  /** The nth number of the first block. */
  plate(nth: number): Serial {
    return serial.parse(`00AA${nth}`);
  }
}
