import type { Address } from '../../server/pool/block.ts';
import type { PoolTally, StoreCommand } from '../../server/pool/store.ts';

/** Whose a number is that is not free; as `owners` and `withheld` of keys.ts say it. */
export type Owner = `held ${string}` | `reserved ${string}` | `registered ${string}` | 'withheld' | 'returning';

/** After how long numbers that are given back are free, and for how long they are then shown, both in ms (POOL-5). */
export type Delays = Pick<StoreCommand, 'returnAfter' | 'shownFor'>;

/** The row of numbers in memory: which are free, and whose the others are. Mirrors `scripts/steps/numbers.lua`. */
export class MemoryRow {
  readonly #free = new Set<Address>();
  readonly #owners = new Map<Address, Owner>();
  readonly #returns = new Map<Address, number>();
  readonly #shown = new Map<Address, number>();

  /** The free numbers, in no order. */
  get free(): ReadonlySet<Address> {
    return this.#free;
  }

  ownerOf(address: Address): Owner | undefined {
    return this.#owners.get(address);
  }

  /** Moves numbers out of the free row, or from one owner to the next. */
  take(addresses: readonly Address[], owner: Owner): void {
    for (const address of addresses) {
      this.#free.delete(address);
      this.#owners.set(address, owner);
    }
  }

  /** Frees numbers; from `heldFrom` on they can be held by their number. */
  release(addresses: readonly Address[], heldFrom = 0): void {
    for (const address of addresses) {
      this.#owners.delete(address);
      this.#returns.delete(address);
      this.#free.add(address);
      this.#shown.set(address, heldFrom);
    }
  }

  /** The instant from which a free number can be held by its number. */
  heldFrom(address: Address): number {
    return this.#shown.get(address) ?? 0;
  }

  /** Frees numbers after a delay in ms; answers those that are free at once (POOL-5). */
  giveBack(addresses: readonly Address[], now: number, { returnAfter, shownFor }: Delays): readonly Address[] {
    if (returnAfter === 0) {
      this.release(addresses, now + shownFor);
      return addresses;
    }
    this.take(addresses, 'returning');
    for (const address of addresses) this.#returns.set(address, now + returnAfter);
    return [];
  }

  /** The numbers on their way back with their instants, earliest first. */
  get returns(): (readonly [Address, number])[] {
    return [...this.#returns].toSorted(([, a], [, b]) => a - b);
  }

  /** How many numbers are in each state. */
  counts(): Omit<PoolTally, 'opened'> {
    const owners = [...this.#owners.values()];
    const count = (state: string): number => owners.filter((owner) => owner.startsWith(state)).length;
    return {
      free: this.#free.size,
      held: count('held '),
      reserved: count('reserved '),
      registered: count('registered '),
      withheld: count('withheld') + count('returning'),
    };
  }
}
