import type { ClientConnection } from '../engine/client-connection.ts';
import type { Disconnects } from './disconnects.ts';
import { type Allowance, TokenBucket } from './token-bucket.ts';

/**
 * What a line may say before it is ended, whatever it says and whether or not it is answered. Well above what is
 * answered (`ALLOWANCES`), so that only those are ended who go on against a thousand refusals.
 */
export const LINE_ALLOWANCE: Allowance = { perSecond: 60, burst: 1_000 };
/** An import sends parts of a file as fast as they are taken in. */
export const DESK_LINE_ALLOWANCE: Allowance = { perSecond: 500, burst: 2_000 };

/** When it may come back, in ms. */
const RETRY_AFTER_MS = 10_000;

/** A line pays for so many packets at once: to look at the clock for each would cost more than the counting. */
const AT_ONCE = 20;

/** Held by the line's own listener: at every packet a look-up would cost more than the counting. */
type Talker = { bucket: TokenBucket; paid: number };

/**
 * Ends lines that never stop talking: a refusal costs the server about as much as an answer, so a storm that is only
 * refused would still be paid for by everybody else (P10).
 */
export class PacketFlood {
  readonly #farewell: Pick<Disconnects, 'say'>;
  readonly #cut: () => void;
  readonly #now: () => number;
  readonly #talkers = new WeakMap<ClientConnection, Talker>();

  /**
   * @param cut told of each line that was ended
   * @param now ms, of any clock that runs evenly
   */
  constructor(farewell: Pick<Disconnects, 'say'>, cut: () => void, now: () => number) {
    this.#farewell = farewell;
    this.#cut = cut;
    this.#now = now;
  }

  /** Follows a line from its beginning. */
  follow(line: ClientConnection): void {
    const talker: Talker = { bucket: new TokenBucket(LINE_ALLOWANCE, this.#now()), paid: 0 };
    this.#talkers.set(line, talker);
    const count = (): void => {
      talker.paid -= 1;
      if (talker.paid >= 0) return;
      const now = this.#now();
      if (talker.bucket.take(now, AT_ONCE)) {
        talker.paid = AT_ONCE - 1;
        return;
      }
      line.off('packet', count);
      this.#farewell.say(new Set([line]), { reason: 'tooManyRequests', comeBack: true, afterMs: RETRY_AFTER_MS }, now);
      this.#cut();
    };
    line.on('packet', count);
  }

  /** Gives a line another allowance, once it is known who it is. */
  allow(line: ClientConnection, allowance: Allowance): void {
    const talker = this.#talkers.get(line);
    if (talker !== undefined) talker.bucket = new TokenBucket(allowance, this.#now());
  }
}
