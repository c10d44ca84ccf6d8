import { blockId } from '../../protocol/ids.ts';
import { type Serial, serial } from '../../protocol/plate.ts';
import { type Address, addressOf, type Block, nextBase, serialAt, sizeOf } from '../../server/pool/block.ts';
import type { PoolEvent, Snapshot } from '../../server/pool/store.ts';
import type { PoolFollower } from '../../server/stream/reader.ts';

/** Takes numbers of a pool and gives them back, and lets one follower know, as a stream reader would. */
export class Tide {
  readonly #follower: PoolFollower;
  readonly #free = new Set<Address>();
  #blocks: readonly Block[] = [];
  #offset = 0;

  constructor(follower: PoolFollower) {
    this.#follower = follower;
  }

  /** Opens a block with all of its numbers free; the follower starts afresh. */
  open(...positions: readonly string[]): void {
    const name = { zh: '号段', en: 'Block' };
    const block: Block = {
      id: blockId.parse(`b${this.#blocks.length}`),
      name,
      positions,
      base: nextBase(this.#blocks),
    };
    this.#blocks = [...this.#blocks, block];
    for (let bit = 0; bit < sizeOf(block); bit += 1) this.#free.add((block.base + bit) as Address);
    this.#offset += 1;
    this.#follower.startAfresh(this.snapshot);
  }

  get snapshot(): Snapshot {
    const free = new Uint8Array(nextBase(this.#blocks) / 8);
    for (const address of this.#free) free[address >> 3] = (free[address >> 3] ?? 0) | (0x80 >> (address & 7));
    return { now: 0, position: { epoch: 'e', offset: this.#offset }, blocks: this.#blocks, free };
  }

  /** Every number that is free. */
  get free(): Serial[] {
    return [...this.#free].map((address) => serialAt(this.#blocks, address));
  }

  /** Every number, free or not. */
  get all(): Serial[] {
    const addresses = this.#blocks.flatMap((block) =>
      Array.from({ length: sizeOf(block) }, (_, bit) => block.base + bit),
    );
    return addresses.map((address) => serialAt(this.#blocks, address as Address));
  }

  /** Takes those of the numbers that are free. */
  take(...plates: readonly string[]): void {
    const taken = this.#addresses(plates).filter((address) => this.#free.delete(address));
    this.#tell({ type: 'platesDrawn', taken, freed: [] });
  }

  /** Gives back those of the numbers that are not free. */
  give(...plates: readonly string[]): void {
    const freed = this.#addresses(plates).filter((address) => !this.#free.has(address));
    for (const address of freed) this.#free.add(address);
    this.#tell({ type: 'holdLapsed', taken: [], freed });
  }

  #addresses(plates: readonly string[]): Address[] {
    return plates.flatMap((plate) => addressOf(this.#blocks, serial.parse(plate)) ?? []);
  }

  #tell(change: Pick<PoolEvent, 'type' | 'taken' | 'freed'>): void {
    this.#offset += 1;
    this.#follower.apply({ offset: this.#offset, at: 0, ...change });
  }
}
