import type { SelectionId } from '../../protocol/ids.ts';
import { TokenBucket } from './token-bucket.ts';

/**
 * Limits the keys that a selection types per second, over all of its connections to this process (LIVE-4). Free numbers
 * are public, so there is no limit by default; an authority sets one against clients that read the pool key by key.
 */
export class KeyBudget {
  readonly #perSecond: number | null;
  readonly #buckets = new Map<SelectionId, TokenBucket>();

  /** @param perSecond null for no limit */
  constructor(perSecond: number | null) {
    this.#perSecond = perSecond;
  }

  /** Spends one key. Returns null, or the time (ms) at which the next one is available. */
  spend(id: SelectionId, now: number): number | null {
    if (this.#perSecond === null) return null;
    const bucket =
      this.#buckets.get(id) ?? new TokenBucket({ perSecond: this.#perSecond, burst: this.#perSecond }, now);
    this.#buckets.set(id, bucket);
    return bucket.take(now) ? null : bucket.nextAt();
  }

  /** Forgets a selection without a connection to this process. */
  forget(id: SelectionId): void {
    this.#buckets.delete(id);
  }
}
