import type { Serial } from '../../protocol/plate.ts';
import type { Address } from '../../server/pool/block.ts';
import { type Block, blockAt, homeOf, serialAt, sizeOf } from '../../server/pool/block.ts';
import type { Report } from './fault.ts';
import type { LineOf } from './format.ts';

type Event = LineOf<'event'>;
/** Whose a number is that is not free. */
export type Owner = {
  readonly state: 'held' | 'reserved' | 'registered' | 'withheld' | 'returning';
  readonly selection?: string;
};

const ownedBy = ({ state, selection }: Owner): string => (selection === undefined ? state : `${state} by ${selection}`);

/** Every number of the pool and whose it is, moved event by event. A number has one owner or is free (P1, POOL-4). */
export class Numbers {
  readonly #blocks: readonly (Block & { readonly withheld: readonly number[] })[];
  readonly #report: Report;
  readonly #opened = new Set<string>();
  readonly #owners = new Map<number, Owner>();
  readonly #free = new Set<number>();
  /** Of each number, the events that took it (below zero) and that freed it. */
  readonly #turns = new Map<number, number[]>();
  #total = 0;

  constructor({ blocks }: Pick<LineOf<'pool'>, 'blocks'>, report: Report) {
    this.#blocks = blocks;
    this.#report = report;
  }

  get free(): ReadonlySet<number> {
    return this.#free;
  }

  get total(): number {
    return this.#total;
  }

  get owners(): ReadonlyMap<number, Owner> {
    return this.#owners;
  }

  /** A number as people write it. */
  plate(address: number): string {
    return blockAt(this.#blocks, address as Address) === undefined
      ? `number ${address}`
      : serialAt(this.#blocks, address as Address);
  }

  /** Where a plate lives. */
  address(plate: string): number | undefined {
    return homeOf(this.#blocks, plate as Serial);
  }

  /** Whether a number was free when an event came. */
  wasFree(address: number, offset: number): boolean {
    const turns = this.#turns.get(address) ?? [];
    let [low, high] = [0, turns.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Math.abs(turns[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return (turns[low - 1] ?? -1) > 0;
  }

  open(event: Event): void {
    const at = this.#blocks.findIndex(({ id }) => id === event.block);
    const block = this.#blocks[at];
    if (block === undefined || this.#opened.has(block.id))
      return this.#report('P6', `event ${event.offset} opens block ${event.block}, which cannot be opened now`);
    this.#opened.add(block.id);
    const earlier = this.#blocks.slice(0, at);
    for (let address = block.base; address < block.base + sizeOf(block); address += 1) {
      if (at > 0 && homeOf(earlier, serialAt([block], address as Address)) !== undefined) continue;
      this.#total += 1;
      this.#setFree(address, event);
    }
    for (const address of block.withheld) if (this.#free.has(address)) this.#own(address, event, { state: 'withheld' });
  }

  /** A free number gets an owner. */
  take(event: Event, addresses: readonly number[], owner: Owner): void {
    for (const address of addresses) {
      const present = this.#owners.get(address);
      if (present !== undefined) {
        const says = `event ${event.offset} (${event.type}) gives ${this.plate(address)} to ${owner.selection ?? 'nobody'} while it is ${ownedBy(present)}`;
        this.#report('P1', says);
      } else if (!this.#free.has(address))
        this.#report(
          'POOL-4',
          `event ${event.offset} (${event.type}) takes ${this.plate(address)}, which is not in the pool`,
        );
      this.#own(address, event, owner);
    }
  }

  /** A number passes from its owner to the next, or, where there is none, is free. */
  pass(event: Event, addresses: readonly number[], from: Owner, to: Owner | null): void {
    for (const address of addresses) {
      const present = this.#owners.get(address);
      if (present?.state !== from.state || present.selection !== from.selection) {
        const is = present === undefined ? 'free' : ownedBy(present);
        const says = `event ${event.offset} (${event.type}) treats ${this.plate(address)} as ${ownedBy(from)}, but it is ${is}`;
        this.#report(present === undefined ? 'POOL-4' : 'P1', says);
      }
      if (to === null) this.#setFree(address, event);
      else this.#own(address, event, to);
    }
  }

  #setFree(address: number, { offset }: Event): void {
    this.#owners.delete(address);
    if (!this.#free.has(address)) this.#turn(address, offset);
    this.#free.add(address);
  }

  #own(address: number, { offset }: Event, owner: Owner): void {
    if (this.#free.delete(address)) this.#turn(address, -offset);
    this.#owners.set(address, owner);
  }

  #turn(address: number, turn: number): void {
    const turns = this.#turns.get(address);
    if (turns === undefined) this.#turns.set(address, [turn]);
    else turns.push(turn);
  }
}
