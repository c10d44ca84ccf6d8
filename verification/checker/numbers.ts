import type { Serial } from '../../protocol/plate.ts';
import type { Address } from '../../server/pool/block.ts';
import { addressOf, type Block, blockAt, serialAt, sizeOf } from '../../server/pool/block.ts';
import { append } from './append.ts';
import { countBelow } from './count-below.ts';
import { faultsIn, type Report } from './fault.ts';
import type { LineOf } from './format.ts';

type Event = LineOf<'event'>;
/** The owner of a number that is not free. */
export type Owner = {
  readonly state: 'held' | 'reserved' | 'registered' | 'withheld' | 'returning';
  readonly selection?: string;
  /** For a returning number: when it was given back. */
  readonly since?: number;
};
/** A number's state after one of its changes; `held` until the deadline that the event of the change set. */
const TURNS = ['free', 'held', 'owned'] as const;
type Turn = (typeof TURNS)[number];

/** How a sentence names an owner. */
export const ownedBy = ({ state, selection }: Owner): string =>
  selection === undefined ? state : `${state} by ${selection}`;

/** Every number of the pool and whose it is, moved event by event. A number has one owner or is free (P1, POOL-4). */
export class Numbers {
  readonly #blocks: readonly (Block & { readonly withheld: readonly number[] })[];
  readonly #report: Report;
  readonly #owners = new Map<number, Owner>();
  readonly #free = new Set<number>();
  /** Of each number, the events that changed its owner, each as `3 * offset + its state after it`: a million fit. */
  readonly #turns = new Map<number, number[]>();
  /** The event that opened each block, and when. */
  readonly #openings = new Map<string, Pick<Event, 'offset' | 'at'>>();
  /** By event: the deadline of the hold that it left. */
  readonly #deadlines: number[] = [];
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

  /** The address of a plate. */
  address(plate: string): number | undefined {
    return addressOf(this.#blocks, plate as Serial);
  }

  /** Whether a number was free when an event came. */
  wasFree(address: number, offset: number): boolean {
    return this.#before(address, offset).turn === 'free';
  }

  /** The deadline of the hold that kept a number when an event came; undefined where none did. */
  heldUntil(address: number, offset: number): number | undefined {
    const { turn, since } = this.#before(address, offset);
    return turn === 'held' ? this.#deadlines[since] : undefined;
  }

  /** The event that put a number into the pool; undefined where none did. */
  opened(address: number): Pick<Event, 'offset' | 'at'> | undefined {
    const block = blockAt(this.#blocks, address as Address);
    return block && this.#openings.get(block.id);
  }

  /** Every event that made a number free or took it, where it was the other before; by number, each in order. */
  *moves(): Generator<{ readonly address: number; readonly offsets: readonly number[] }> {
    for (const [address, turns] of this.#turns) {
      let isFree = false;
      const offsets: number[] = [];
      for (const coded of turns) {
        if ((TURNS[coded % TURNS.length] === 'free') === isFree) continue;
        isFree = !isFree;
        offsets.push(Math.floor(coded / TURNS.length));
      }
      yield { address, offsets };
    }
  }

  /** How many positions a number has. */
  get positions(): number {
    return this.#blocks[0]?.positions.length ?? 0;
  }

  /** A number's state when an event came, and the event that it dates from. */
  #before(address: number, offset: number): { readonly turn: Turn; readonly since: number } {
    const turns = this.#turns.get(address) ?? [];
    const last = turns[countBelow(turns, TURNS.length * offset) - 1] ?? TURNS.indexOf('owned');
    return { turn: TURNS[last % TURNS.length] ?? 'owned', since: Math.floor(last / TURNS.length) };
  }

  open(event: Event): void {
    const at = this.#blocks.findIndex(({ id }) => id === event.block);
    const block = this.#blocks[at];
    if (block === undefined || this.#openings.has(block.id))
      return this.#report('P6', `event ${event.offset} opens block ${event.block}, which cannot be opened now`);
    this.#openings.set(block.id, { offset: event.offset, at: event.at });
    const earlier = this.#blocks.slice(0, at);
    for (let address = block.base; address < block.base + sizeOf(block); address += 1) {
      if (at > 0 && addressOf(earlier, serialAt([block], address as Address)) !== undefined) continue;
      this.#total += 1;
      this.#setFree(address, event);
    }
    for (const address of block.withheld) if (this.#free.has(address)) this.#own(address, event, { state: 'withheld' });
  }

  /** A free number gets an owner. */
  take(event: Event, addresses: readonly number[], owner: Owner): void {
    const wrong = faultsIn(event, this.#report);
    for (const address of addresses) {
      const present = this.#owners.get(address);
      if (present !== undefined)
        wrong('P1', `gives ${this.plate(address)} to ${owner.selection ?? 'nobody'} while it is ${ownedBy(present)}`);
      else if (!this.#free.has(address)) wrong('POOL-4', `takes ${this.plate(address)}, which is not in the pool`);
      this.#own(address, event, owner);
    }
  }

  /** A number passes from its owner to the next, or, where there is none, is free. */
  pass(event: Event, addresses: readonly number[], from: Owner, to: Owner | null): void {
    for (const address of addresses) {
      const present = this.#owners.get(address);
      if (present?.state !== from.state || present.selection !== from.selection) {
        const is = present === undefined ? 'free' : ownedBy(present);
        const wrong = faultsIn(event, this.#report);
        wrong(present ? 'P1' : 'POOL-4', `treats ${this.plate(address)} as ${ownedBy(from)}, but it is ${is}`);
      }
      if (to === null) this.#setFree(address, event);
      else this.#own(address, event, to);
    }
  }

  #setFree(address: number, { offset }: Event): void {
    this.#owners.delete(address);
    this.#free.add(address);
    this.#turn(address, offset, 'free');
  }

  #own(address: number, { offset, state }: Event, owner: Owner): void {
    this.#free.delete(address);
    this.#owners.set(address, owner);
    if (owner.state !== 'held') return this.#turn(address, offset, 'owned');
    this.#deadlines[offset] = state?.hold?.deadline ?? Infinity;
    this.#turn(address, offset, 'held');
  }

  #turn(address: number, offset: number, turn: Turn): void {
    append(this.#turns, address, TURNS.length * offset + TURNS.indexOf(turn));
  }
}
