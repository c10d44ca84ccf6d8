import { clockJumped, type Obstacle } from '../../redis/start-obstacles.ts';
import type { StoreClock } from '../store-clock.ts';
import type { PoolGuard } from './guard.ts';

/** Whether a node may go on with its pool: not where data are gone, and not by a clock that has jumped. */
export class PoolClosure {
  readonly #guard: Pick<PoolGuard, 'trouble' | 'goesOn'>;
  readonly #clock: Pick<StoreClock, 'jump'>;

  constructor(parts: { guard: Pick<PoolGuard, 'trouble' | 'goesOn'>; clock: Pick<StoreClock, 'jump'> }) {
    this.#guard = parts.guard;
    this.#clock = parts.clock;
  }

  /** Why nothing is done; undefined where all is well. */
  readonly by = (): Obstacle | undefined => {
    const { jump } = this.#clock;
    return this.#guard.trouble ?? (jump === 0 ? undefined : clockJumped(jump));
  };

  /** Whether nothing may be done: the pool is not the one that this node knows, or its clock is not. */
  readonly isClosed = (): boolean => this.by() !== undefined;

  /** Whether Redis has what was written to it, and knows the time. Rejects where it does not answer. */
  readonly isWhole = async (): Promise<boolean> => this.#clock.jump === 0 && (await this.#guard.goesOn());
}
