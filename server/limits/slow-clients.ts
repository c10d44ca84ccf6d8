import { goodbyeOf } from '../../protocol/goodbyes.ts';
import { type ClientConnection, MAX_WAITING_BYTES } from '../engine/client-connection.ts';
import type { Engine } from '../engine/engine.ts';
import type { Disconnects } from './disconnects.ts';

/** A client with fewer waiting bytes than this keeps up. */
export const BEHIND = 16 * 1024;
/** How long a client may stay behind: longer than a dip in a tunnel, shorter than anybody watches an old picture. */
export const BEHIND_TIMEOUT_MS = 10_000;
/** How long the client must wait before it reconnects: it needs a fresh picture, but its connection needs a rest. */
const RETRY_AFTER_MS = 2_000;

/** Bytes that wait for clients, as of the last look. */
type Waiting = { readonly total: number; readonly most: number };

/**
 * Ends clients that read more slowly than messages arrive. The engine bounds the bytes that wait for one client; this
 * class asks clients that stay behind to reconnect, for a fresh picture instead of an old one late (LIVE-3).
 */
export class SlowClients {
  static readonly tickMs = 1_000;

  readonly #engine: Pick<Engine, 'waiting' | 'breakOff'>;
  readonly #disconnects: Pick<Disconnects, 'say' | 'has'>;
  readonly #onCut: (why: 'tooSlow' | 'overflowed', count: number) => void;
  readonly #behindSince = new WeakMap<ClientConnection, number>();
  #waiting: Waiting = { total: 0, most: 0 };

  /** @param onCut called with the number of clients ended */
  constructor(
    engine: Pick<Engine, 'waiting' | 'breakOff'>,
    disconnects: Pick<Disconnects, 'say' | 'has'>,
    onCut: (why: 'tooSlow' | 'overflowed', count: number) => void,
  ) {
    this.#engine = engine;
    this.#disconnects = disconnects;
    this.#onCut = onCut;
  }

  get waiting(): Waiting {
    return this.#waiting;
  }

  /** Checks every connection, at some 0.2 µs each. @param now ms, of any monotonic clock */
  look(connections: Iterable<ClientConnection>, now: number): void {
    let [total, most] = [0, 0];
    const tooSlow = new Set<ClientConnection>();
    for (const connection of connections) {
      const waiting = this.#engine.waiting(connection);
      if (waiting === 0) {
        this.#behindSince.delete(connection);
        continue;
      }
      total += waiting;
      most = Math.max(most, waiting);
      // Not every engine enforces the bound by itself.
      if (waiting > MAX_WAITING_BYTES) {
        this.#engine.breakOff(connection);
        this.#onCut('overflowed', 1);
      } else if (!this.#disconnects.has(connection) && this.#staysBehind(connection, waiting, now))
        tooSlow.add(connection);
    }
    this.#waiting = { total, most };
    this.#disconnects.say(tooSlow, goodbyeOf('tooSlow', RETRY_AFTER_MS), now);
    this.#onCut('tooSlow', tooSlow.size);
  }

  #staysBehind(connection: ClientConnection, waiting: number, now: number): boolean {
    if (waiting < BEHIND) {
      this.#behindSince.delete(connection);
      return false;
    }
    const since = this.#behindSince.get(connection);
    if (since === undefined) this.#behindSince.set(connection, now);
    return since !== undefined && now - since >= BEHIND_TIMEOUT_MS;
  }
}
