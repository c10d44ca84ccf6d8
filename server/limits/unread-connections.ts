import { randomBytes } from 'node:crypto';
import type { ClientConnection } from '../engine/client-connection.ts';
import type { Engine } from '../engine/engine.ts';

/** How often a line is asked to prove that it is read, and how long it has for that, in ms. */
export const ASK_INTERVAL_MS = 15_000;
/** After so many bytes it is asked at once; so many more before its proof are too many. */
const BYTES = { ask: 64 * 1024, most: 256 * 1024 } as const;

/** What is known of a line since it was last asked. */
type Proof = { askedAt: number; bytes: number; awaited: string | undefined };

/**
 * Ends lines that nobody reads. That somebody speaks is no proof: a pong of Engine.IO's can be sent unasked, and what is
 * sent meanwhile fills the system's buffers, some megabytes for each line, of which this process sees nothing. So a
 * WebSocket's ping with random bytes goes behind all that was sent, and its pong must bring them back, as every client's
 * WebSocket does by itself. Pings of Engine.IO's cannot carry them.
 */
export class UnreadConnections {
  readonly #engine: Pick<Engine, 'ping' | 'breakOff'>;
  readonly #cut: () => void;
  /** Each waits as long as the others, so the first is the next that is due. */
  readonly #proofs = new Map<ClientConnection, Proof>();

  /** @param cut told of each line that was ended */
  constructor(engine: Pick<Engine, 'ping' | 'breakOff'>, cut: () => void) {
    this.#engine = engine;
    this.#cut = cut;
  }

  /** Follows a line from its beginning. @param now ms, of any clock that runs evenly */
  follow(line: ClientConnection, now: number): void {
    this.#proofs.set(line, { askedAt: now, bytes: 0, awaited: undefined });
  }

  forget(line: ClientConnection): void {
    this.#proofs.delete(line);
  }

  /** So many bytes were sent to a line. */
  sent(line: ClientConnection, bytes: number, now: number): void {
    const proof = this.#proofs.get(line);
    if (proof === undefined) return;
    proof.bytes += bytes;
    if (proof.awaited === undefined) {
      if (proof.bytes >= BYTES.ask) this.#ask(line, proof, now);
    } else if (proof.bytes >= BYTES.most) this.#end(line);
  }

  /** A line has answered a WebSocket's ping. Other pings than ours, such as the engine's own, prove nothing. */
  answered(line: ClientConnection, payload: string): void {
    const proof = this.#proofs.get(line);
    if (proof !== undefined && proof.awaited === payload) proof.awaited = undefined;
  }

  /** Asks those who have not been asked for a while, and ends those who have not answered. */
  tick(now: number): void {
    for (const [line, proof] of this.#proofs) {
      if (now - proof.askedAt < ASK_INTERVAL_MS) return;
      if (proof.awaited === undefined) this.#ask(line, proof, now);
      else this.#end(line);
    }
  }

  #ask(line: ClientConnection, proof: Proof, now: number): void {
    const awaited = randomBytes(6).toString('base64url');
    Object.assign(proof, { askedAt: now, bytes: 0, awaited });
    this.#proofs.delete(line);
    this.#proofs.set(line, proof);
    this.#engine.ping(line, awaited);
  }

  #end(line: ClientConnection): void {
    this.#proofs.delete(line);
    this.#cut();
    // Not within a sending, which may be walking over all who listen.
    setImmediate(this.#engine.breakOff, line);
  }
}
