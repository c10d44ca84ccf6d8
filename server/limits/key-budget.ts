import type { SelectionId } from '../../protocol/ids.ts';
import { TokenBucket } from './token-bucket.ts';

/**
 * How many keys a selection may type in a second, over all of its connections to this node (LIVE-4). What is free is
 * public, so there is none by default; an authority that minds those who read the pool key by key sets one.
 */
export class KeyBudget {
  readonly #perSecond: number | null;
  readonly #buckets = new Map<SelectionId, TokenBucket>();

  /** @param perSecond null for no budget */
  constructor(perSecond: number | null) {
    this.#perSecond = perSecond;
  }

  /** Spends one key; answers null, or from when one is there again (ms). */
  spend(id: SelectionId, now: number): number | null {
    if (this.#perSecond === null) return null;
    const bucket =
      this.#buckets.get(id) ?? new TokenBucket({ perSecond: this.#perSecond, burst: this.#perSecond }, now);
    this.#buckets.set(id, bucket);
    return bucket.take(now) ? null : bucket.nextAt();
  }

  /** Forgets a selection that has no connection here any more. */
  forget(id: SelectionId): void {
    this.#buckets.delete(id);
  }
}
