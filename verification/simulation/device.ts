import { createClient, type SelectClient } from '../../client/lib/client.ts';
import type { Timers } from '../../client/lib/timers.ts';
import type { TypedKeys } from '../../protocol/keyboard.ts';
import type { Pattern } from '../../protocol/plate.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import { keysOf } from '../actors/keys.ts';
import { viewedLine } from '../checker/recording.ts';
import { writeShown } from '../checker/showing.ts';
import type { Body, Vehicle } from './messages.ts';
import type { SimNode } from './sim-node.ts';
import { type Around, createSimWire, layout, type SimWire } from './sim-wire.ts';

/**
 * In ms. While no command waits for an answer, a wait of half a minute or more, which is for the next reading of the
 * server's clock, lasts a day: otherwise most of what happens would be such waits.
 */
const LONG_MS = 30_000;
const DAY_MS = 86_400_000;

/** The client library that the pages use, at the end of a simulated wire; everything that it shows is written down. */
export class Device {
  readonly name: string;
  readonly #client: SelectClient;
  readonly #wire: SimWire;
  readonly #around: Around;
  /** How many commands wait for an answer. */
  #asked = 0;

  constructor(name: string, vehicle: Vehicle, newId: () => string, around: Around) {
    this.name = name;
    this.#around = around;
    const { scheduler, choices, write } = around;
    this.#wire = createSimWire({ client: name, vehicle }, around);
    const timers: Timers = {
      now: () => scheduler.elapsed,
      wallNow: () => scheduler.now,
      after: (ms, then) => scheduler.after(ms < LONG_MS || this.#asked > 0 ? Math.ceil(ms) : DAY_MS, then),
    };
    const random = (): number => choices.pick(8) / 8;
    this.#client = createClient(this.#wire, { timers, random, newId });
    const node = (): string => this.node?.name ?? 'none';
    writeShown({ client: name, node, write, wholes: this.#wire.wholes }, this.#client);
    this.#client.selection.subscribe((view) => {
      if (view !== null) write(viewedLine(name, view));
    });
  }

  get view(): SelectionView | null {
    return this.#client.selection.get();
  }

  /** Which node it is connected to, if it is. */
  get node(): SimNode | undefined {
    return this.#wire.connection()?.node;
  }

  connect(): void {
    this.#client.connect();
  }

  /** The connection breaks; it comes back by itself. */
  cut(): void {
    this.#wire.cut();
  }

  /** Sends a command until it is answered; false where it gave up: the outcome is unknown. */
  async send(body: Body, version?: number): Promise<boolean> {
    // What the desk and the forms send goes this way too, under the name of any command: the body says what it is.
    const name = body.name === 'collect' || body.name === 'beginAnew' ? 'releaseHold' : body.name;
    const request = version === undefined ? body : { ...body, version };
    // The nodes of the simulation take bodies that are understood already.
    this.#asked += 1;
    const sent = await this.#client.send(name, request);
    this.#asked -= 1;
    return sent !== 'unanswered';
  }

  /** Follows a pattern from now on. */
  type(pattern: Pattern): void {
    void this.#client.type(layout, keysOf(layout, pattern) as TypedKeys);
  }

  /** Writes down what it shows when all is quiet, of each topic of which no push was lost last. */
  settle(): void {
    const { write, watchesPool } = this.#around;
    const pool = this.#client.pool.get();
    const pattern = this.#client.pattern.get();
    if (pool !== null && watchesPool && this.#wire.isTrue('poolMoved'))
      write({ line: 'settled', client: this.name, topic: 'pool', free: pool.free });
    if (pattern === null || !this.#wire.isTrue('patternMoved')) return;
    const { pattern: topic, matching: free, usable } = pattern;
    write({ line: 'settled', client: this.name, topic, free, usable });
  }

  /** The selection as it shows it, while it is connected. */
  get shows(): SelectionView | null {
    return this.#wire.isTrue('selectionChanged') ? this.view : null;
  }
}
