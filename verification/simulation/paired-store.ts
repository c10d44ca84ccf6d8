import { isDeepStrictEqual } from 'node:util';
import type { PoolId } from '../../protocol/ids.ts';
import type { Address } from '../../server/pool/block.ts';
import { RedisPoolStore } from '../../server/pool/redis/store.ts';
import type { PoolEvent, PoolStore, Position } from '../../server/pool/store.ts';
import type { RedisClient } from '../../server/redis/client.ts';
import { MemoryPoolStore } from '../../test/pool/memory-store.ts';
import { timedClient } from '../../test/support/timed-client.ts';
import type { SimStore } from './world.ts';

type Act<A extends unknown[], R> = (...args: A) => Promise<R>;

/**
 * The real store and the one in memory, taken through the same steps by the same clock. Redis goes first and answers;
 * the other must answer the same, to the millisecond, and append the same events. What a draw chooses is Redis's.
 */
export class PairedStore {
  readonly store: SimStore;
  /** What they did not agree on, one sentence each. */
  readonly disagreements: string[] = [];
  steps = 0;
  readonly #redis: RedisPoolStore;
  readonly #memory: MemoryPoolStore;
  readonly #chosen: Address[] = [];
  #compared = 0;

  constructor(pool: PoolId, commands: RedisClient, reads: RedisClient, clock: () => number) {
    this.#redis = new RedisPoolStore(pool, { commands: timedClient(commands, clock), reads });
    this.#memory = new MemoryPoolStore(clock, () => this.#chosen.shift());
    const memory = this.#memory;
    const acts = Object.entries(this.#redis).filter((entry): entry is [keyof PoolStore, Act<unknown[], object>] => {
      return typeof entry[1] === 'function' && !['snapshot', 'eventsAfter', 'now'].includes(entry[0]);
    });
    const paired = acts.map(([name, act]) => [name, this.#both(name, act)]);
    this.store = {
      ...(Object.fromEntries(paired) as PoolStore),
      snapshot: this.#snapshot,
      eventsAfter: this.#eventsAfter,
      now: async () => clock(),
      get offset() {
        return memory.offset;
      },
    };
  }

  #both(name: keyof PoolStore, act: Act<unknown[], unknown>): Act<unknown[], unknown> {
    return async (...args) => {
      this.steps += 1;
      const here = await act(...args);
      if (name === 'draw') this.#chosen.push(...chosenIn(here));
      const there = await (this.#memory[name] as Act<unknown[], unknown>)(...args);
      this.#agree(name, here, there);
      if (this.#chosen.splice(0).length > 0) this.disagreements.push(`${name} chose numbers on one side only`);
      await this.#compareEvents(name);
      return here;
    };
  }

  readonly #snapshot: PoolStore['snapshot'] = async () => {
    const [here, there] = [await this.#redis.snapshot(), await this.#memory.snapshot()];
    const comparable = ({ position, free, ...rest }: typeof here) => ({
      ...rest,
      offset: position.offset,
      free: [...free],
    });
    this.#agree('snapshot', comparable(here), comparable(there));
    return here;
  };

  /** Redis's events; where it lacks some, which is said in `disagreements`, the other's, so that nobody waits for ever. */
  readonly #eventsAfter: PoolStore['eventsAfter'] = async (position) => {
    const events = await this.#redis.eventsAfter(position, 1);
    if (events.length > 0 || this.#memory.offset <= position.offset) return events;
    const { epoch } = (await this.#memory.snapshot()).position;
    return this.#memory.eventsAfter({ ...position, epoch }, 1);
  };

  /** The events of one act, in whatever order those come that fell due in the same millisecond. */
  async #compareEvents(name: string): Promise<void> {
    const { offset } = this.#memory;
    if (offset === this.#compared) return;
    const read = async (store: PoolStore): Promise<string[]> => {
      const { epoch } = (await store.snapshot()).position;
      const after: Position = { epoch, offset: this.#compared };
      const events = await store.eventsAfter(after, 1);
      return events === 'gone' ? ['gone'] : events.map(comparableEvent).toSorted();
    };
    this.#agree(`the events of ${name}`, await read(this.#redis), await read(this.#memory));
    this.#compared = offset;
  }

  #agree(what: string, here: unknown, there: unknown): void {
    if (isDeepStrictEqual(here, there)) return;
    this.disagreements.push(
      `${what} in step ${this.steps}: Redis ${JSON.stringify(here)}, memory ${JSON.stringify(there)}`,
    );
  }
}

const chosenIn = (reply: unknown): readonly Address[] => {
  const settled = reply as Awaited<ReturnType<PoolStore['draw']>>;
  return settled.status === 'done' && settled.outcome === 'drawn' ? settled.numbers : [];
};

const comparableEvent = ({ offset: _, ...event }: PoolEvent): string =>
  JSON.stringify(
    {
      ...event,
      freed: event.freed.toSorted((a, b) => a - b),
      state: event.state === undefined ? null : { ...event.state },
    },
    keysInOrder,
  );

const keysInOrder = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;
