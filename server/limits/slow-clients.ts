import { type ClientConnection, MAX_WAITING_BYTES } from '../engine/client-connection.ts';
import type { Engine } from '../engine/engine.ts';
import type { Disconnects } from './disconnects.ts';

/** Who has less than this waiting, in bytes, keeps up. */
export const BEHIND = 16 * 1024;
/** How long a client may stay behind, in ms: longer than a tunnel's dip, shorter than anybody watches an old picture. */
export const BEHIND_TIMEOUT_MS = 10_000;
/** When it may come back, in ms: it needs a fresh picture, but its line needs a rest. */
const RETRY_AFTER_MS = 2_000;

/** What waits for clients, in bytes, as of the last look. */
type Waiting = { readonly total: number; readonly most: number };

/**
 * Clients that read more slowly than they are told things. What waits for one is bounded by the engine; here whoever
 * stays behind is sent away with the word to come back, for a fresh picture instead of an old one late (LIVE-3).
 */
export class SlowClients {
  static readonly tickMs = 1_000;

  readonly #engine: Pick<Engine, 'waiting' | 'breakOff'>;
  readonly #farewell: Pick<Disconnects, 'say' | 'has'>;
  readonly #cut: (why: 'tooSlow' | 'overflowed', count: number) => void;
  readonly #behindSince = new WeakMap<ClientConnection, number>();
  #waiting: Waiting = { total: 0, most: 0 };

  /** @param cut told of those who were sent away */
  constructor(
    engine: Pick<Engine, 'waiting' | 'breakOff'>,
    farewell: Pick<Disconnects, 'say' | 'has'>,
    cut: (why: 'tooSlow' | 'overflowed', count: number) => void,
  ) {
    this.#engine = engine;
    this.#farewell = farewell;
    this.#cut = cut;
  }

  get waiting(): Waiting {
    return this.#waiting;
  }

  /** Looks at every line: some 0.2 µs each. @param now ms, of any clock that runs evenly */
  look(lines: Iterable<ClientConnection>, now: number): void {
    let [total, most] = [0, 0];
    const tooSlow = new Set<ClientConnection>();
    for (const line of lines) {
      const waiting = this.#engine.waiting(line);
      if (waiting === 0) {
        this.#behindSince.delete(line);
        continue;
      }
      total += waiting;
      most = Math.max(most, waiting);
      // Not every engine bounds it by itself.
      if (waiting > MAX_WAITING_BYTES) {
        this.#engine.breakOff(line);
        this.#cut('overflowed', 1);
      } else if (!this.#farewell.has(line) && this.#staysBehind(line, waiting, now)) tooSlow.add(line);
    }
    this.#waiting = { total, most };
    this.#farewell.say(tooSlow, { reason: 'tooSlow', comeBack: true, afterMs: RETRY_AFTER_MS }, now);
    this.#cut('tooSlow', tooSlow.size);
  }

  #staysBehind(line: ClientConnection, waiting: number, now: number): boolean {
    if (waiting < BEHIND) {
      this.#behindSince.delete(line);
      return false;
    }
    const since = this.#behindSince.get(line);
    if (since === undefined) this.#behindSince.set(line, now);
    return since !== undefined && now - since >= BEHIND_TIMEOUT_MS;
  }
}
