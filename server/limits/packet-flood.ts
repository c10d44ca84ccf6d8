import { goodbyeOf } from '../../protocol/goodbyes.ts';
import type { ClientConnection } from '../engine/client-connection.ts';
import type { Disconnects } from './disconnects.ts';
import { type Allowance, TokenBucket } from './token-bucket.ts';

/**
 * Packets that a connection may send before it is ended, whatever they hold and whether or not they are answered. Well
 * above the answered rates (`ALLOWANCES`): only clients that continue through a thousand refusals are ended.
 */
export const PACKET_ALLOWANCE: Allowance = { perSecond: 60, burst: 1_000 };
/** An import sends the parts of a file as fast as the server takes them. */
export const DESK_PACKET_ALLOWANCE: Allowance = { perSecond: 500, burst: 2_000 };

/** How long the client must wait before it reconnects. */
const RETRY_AFTER_MS = 10_000;

/** Packets that a connection pays for at once: reading the clock for each would cost more than the counting. */
const AT_ONCE = 20;

/** Held by the connection's own listener: a look-up per packet would cost more than the counting. */
type Sender = { bucket: TokenBucket; paid: number };

/**
 * Ends connections that never stop sending: a refusal costs the server about as much as an answer, so other clients
 * would still pay for a storm that is only refused (P10).
 */
export class PacketFlood {
  readonly #disconnects: Pick<Disconnects, 'say'>;
  readonly #onCut: () => void;
  readonly #now: () => number;
  readonly #senders = new WeakMap<ClientConnection, Sender>();

  /**
   * @param onCut called for each connection ended
   * @param now ms, of any monotonic clock
   */
  constructor(disconnects: Pick<Disconnects, 'say'>, onCut: () => void, now: () => number) {
    this.#disconnects = disconnects;
    this.#onCut = onCut;
    this.#now = now;
  }

  /** Follows a connection from its beginning. */
  follow(connection: ClientConnection): void {
    const sender: Sender = { bucket: new TokenBucket(PACKET_ALLOWANCE, this.#now()), paid: 0 };
    this.#senders.set(connection, sender);
    const count = (): void => {
      sender.paid -= 1;
      if (sender.paid >= 0) return;
      const now = this.#now();
      if (sender.bucket.take(now, AT_ONCE)) {
        sender.paid = AT_ONCE - 1;
        return;
      }
      connection.off('packet', count);
      this.#disconnects.say(new Set([connection]), goodbyeOf('tooManyRequests', RETRY_AFTER_MS), now);
      this.#onCut();
    };
    connection.on('packet', count);
  }

  /** Gives a connection another allowance, once its user is known. */
  allow(connection: ClientConnection, allowance: Allowance): void {
    const sender = this.#senders.get(connection);
    if (sender !== undefined) sender.bucket = new TokenBucket(allowance, this.#now());
  }
}
