import { isDeepStrictEqual } from 'node:util';
import { checkEnded } from './delays.ts';
import type { Report } from './fault.ts';
import type { LineOf } from './format.ts';
import { ownedBy } from './numbers.ts';
import type { Replay } from './replay.ts';

/** Holds the store's final state against the replay of its events (P6, POOL-4, P4). */
export class Final {
  readonly #replay: Replay;
  readonly #report: Report;
  readonly #read = new Set<string>();
  #ended = false;

  constructor(replay: Replay, report: Report) {
    this.#replay = replay;
    this.#report = report;
  }

  selection({ selection: id, version, record, hold }: LineOf<'selection'>): void {
    this.#read.add(id);
    const state = this.#replay.selections.get(id);
    const last = state?.effects.at(-1);
    const made = state?.effects.length ?? 0;
    if (version !== made)
      return this.#report('P6', `${id} is at version ${version} in the end, but its events made version ${made}`);
    if (!isDeepStrictEqual(record, last?.record ?? null)) {
      const [is, was] = [JSON.stringify(record), JSON.stringify(last?.record)];
      this.#report('P6', `${id} reads ${is} in the end, but event ${last?.offset} wrote ${was}`);
    }
    const held = last?.hold === null || last === undefined ? null : (state?.holds.get(last.hold.token) ?? null);
    if (!isDeepStrictEqual(hold, held))
      this.#report('P6', `${id} holds ${JSON.stringify(hold)} in the end, but by its events ${JSON.stringify(held)}`);
  }

  end({ offset, epoch, at, tally, free: base64 }: LineOf<'end'>): void {
    this.#ended = true;
    checkEnded(at ?? this.#replay.at.at(-1) ?? 0, this.#replay, this.#report);
    const { numbers } = this.#replay;
    if (!this.#replay.isOf(epoch)) this.#report('P7', `the pool is another in the end: its life is ${epoch}`);
    if (offset !== this.#replay.offset)
      this.#report('P6', `the pool stands at event ${offset} in the end, but event ${this.#replay.offset} is the last`);
    const { opened, free, held, reserved, registered, withheld } = tally;
    const sum = free + held + reserved + registered + withheld;
    const terms = `free ${free} + held ${held} + reserved ${reserved} + registered ${registered} + withheld ${withheld}`;
    if (sum !== opened) this.#report('POOL-4', `${terms} = ${sum}, but ${opened} numbers were opened`);
    const owners = [...numbers.owners.values()];
    const count = (...states: string[]): number => owners.filter(({ state }) => states.includes(state)).length;
    const due = {
      opened: numbers.total,
      free: numbers.free.size,
      held: count('held'),
      reserved: count('reserved'),
      registered: count('registered'),
      withheld: count('withheld', 'returning'),
    };
    for (const [state, counted] of Object.entries(due)) {
      const said = tally[state as keyof typeof due];
      if (said !== counted)
        this.#report('POOL-4', `${said} numbers are ${state} in the end, but ${counted} by the events`);
    }
    this.#checkRow(Buffer.from(base64, 'base64'));
  }

  /** After all lines were read. */
  done(): void {
    if (!this.#ended) this.#report('P6', 'the history does not say how the pool stood in the end');
    for (const { id } of this.#replay.selections.values())
      if (!this.#read.has(id)) this.#report('P6', `the history does not say how ${id} stood in the end`);
  }

  #checkRow(row: Uint8Array): void {
    const { numbers } = this.#replay;
    let bits = 0;
    for (const byte of row) bits += BITS[byte] ?? 0;
    const free = [...numbers.owners.keys(), ...numbers.free].filter((address) => bitAt(row, address)).length;
    if (bits > free) this.#report('POOL-4', `${bits - free} numbers are free in the end that nobody has opened`);
    for (const address of numbers.free) {
      if (!bitAt(row, address))
        this.#report('P6', `${numbers.plate(address)} is not free in the end, but by its events it is`);
    }
    for (const [address, owner] of numbers.owners) {
      const promise = owner.state === 'reserved' || owner.state === 'registered' ? 'P4' : 'P6';
      if (bitAt(row, address))
        this.#report(
          promise,
          `${numbers.plate(address)} is free in the end, but by its events it is ${ownedBy(owner)}`,
        );
    }
  }
}

/** The number of set bits of each byte. */
const BITS = Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);

const bitAt = (bits: Uint8Array, bit: number): boolean => ((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;
