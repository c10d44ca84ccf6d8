import type { Serial } from '../../protocol/plate.ts';
import { type Address, type Block, blockAt, serialAt } from '../pool/block.ts';
import type { PoolEvent, Snapshot } from '../pool/store.ts';
import { PoolAvailability } from './pool-availability.ts';

/** This node's live picture of the pool: its free numbers, and their addresses. */
export class LivePool {
  #availability = PoolAvailability.from({
    now: 0,
    position: { epoch: '', offset: 0 },
    blocks: [],
    free: new Uint8Array(),
  });
  #blocks: readonly Block[] = [];

  get availability(): PoolAvailability {
    return this.#availability;
  }

  startAfresh(snapshot: Snapshot): void {
    this.#availability = PoolAvailability.from(snapshot);
    this.#blocks = snapshot.blocks;
  }

  /** Applies one event, and answers the cells of the numbers that it moved. */
  apply(event: PoolEvent): readonly number[] {
    const touched: number[] = [];
    this.#availability.apply(event, (cell) => touched.push(cell));
    return touched;
  }

  /** The address of a number; undefined where no block of the pool has it. */
  readonly addressOf = (plate: Serial): Address | undefined => this.#availability.addressOf(plate);

  /** Free numbers near a given one; advice, as of now. */
  readonly near = (plate: Serial): Serial[] => this.#availability.near(plate);

  /** The number that lives at an address. */
  readonly serialAt = (address: Address): Serial => serialAt(this.#blocks, address);

  /** When the block of a number was opened, in ms; 0 where it is unknown. */
  readonly openedAt = (address: Address): number => blockAt(this.#blocks, address)?.openedAt ?? 0;

  /** How many positions a serial of this pool has; 0 while no block is open. */
  readonly positions = (): number => this.#blocks[0]?.positions.length ?? 0;
}
