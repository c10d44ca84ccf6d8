import { randomBytes } from 'node:crypto';
import type { ClientConnection } from '../engine/client-connection.ts';
import type { Engine } from '../engine/engine.ts';

/** How often a connection must prove that its client reads, and how long it has for the proof. */
export const ASK_INTERVAL_MS = 15_000;
/** Bytes after which it is asked at once; and bytes after the question that are too many without a proof. */
const BYTES = { ask: 64 * 1024, most: 256 * 1024 } as const;

/** The state of a connection since it was last asked. */
type Proof = { askedAt: number; bytes: number; awaited: string | undefined };

/**
 * Ends connections whose clients do not read. A client that sends proves nothing: it can send Engine.IO pongs unasked,
 * while messages to it fill the system's buffers, some megabytes per connection, which this process does not see. So a
 * WebSocket ping with random bytes follows everything sent so far, and its pong must bring them back, as every client's
 * WebSocket does by itself. Engine.IO's pings cannot carry such bytes.
 */
export class UnreadConnections {
  readonly #engine: Pick<Engine, 'ping' | 'breakOff'>;
  readonly #onCut: () => void;
  /** In the order of asking: all wait equally long, so the first is the next one due. */
  readonly #proofs = new Map<ClientConnection, Proof>();

  /** @param onCut called for each connection ended */
  constructor(engine: Pick<Engine, 'ping' | 'breakOff'>, onCut: () => void) {
    this.#engine = engine;
    this.#onCut = onCut;
  }

  /** Follows a connection from its beginning. @param now ms, of any monotonic clock */
  follow(connection: ClientConnection, now: number): void {
    this.#proofs.set(connection, { askedAt: now, bytes: 0, awaited: undefined });
  }

  forget(connection: ClientConnection): void {
    this.#proofs.delete(connection);
  }

  /** Counts bytes sent to a connection. */
  sent(connection: ClientConnection, bytes: number, now: number): void {
    const proof = this.#proofs.get(connection);
    if (proof === undefined) return;
    proof.bytes += bytes;
    if (proof.awaited === undefined) {
      if (proof.bytes >= BYTES.ask) this.#ask(connection, proof, now);
    } else if (proof.bytes >= BYTES.most) this.#end(connection);
  }

  /** Takes a connection's answer to a WebSocket ping. Pongs of other pings, such as the engine's own, prove nothing. */
  answered(connection: ClientConnection, payload: string): void {
    const proof = this.#proofs.get(connection);
    if (proof !== undefined && proof.awaited === payload) proof.awaited = undefined;
  }

  /** Asks the connections that are due, and ends those that have not answered. */
  tick(now: number): void {
    for (const [connection, proof] of this.#proofs) {
      if (now - proof.askedAt < ASK_INTERVAL_MS) return;
      if (proof.awaited === undefined) this.#ask(connection, proof, now);
      else this.#end(connection);
    }
  }

  #ask(connection: ClientConnection, proof: Proof, now: number): void {
    const awaited = randomBytes(6).toString('base64url');
    Object.assign(proof, { askedAt: now, bytes: 0, awaited });
    this.#proofs.delete(connection);
    this.#proofs.set(connection, proof);
    this.#engine.ping(connection, awaited);
  }

  #end(connection: ClientConnection): void {
    this.#proofs.delete(connection);
    this.#onCut();
    // Not inside a send, which may be walking over all subscribers.
    setImmediate(this.#engine.breakOff, connection);
  }
}
