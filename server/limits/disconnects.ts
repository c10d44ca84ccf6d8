import type { Goodbye } from '../../protocol/select/pushes/goodbye.ts';
import type { ClientConnection } from '../engine/client-connection.ts';
import type { Engine } from '../engine/engine.ts';

/** What of a namespace is used: who is in it, and over which line. */
export type Joined = {
  readonly sockets: ReadonlyMap<
    string,
    { readonly conn: ClientConnection; readonly emit: (name: 'goodbye', goodbye: Goodbye) => unknown }
  >;
};

/** How long a client may take to read its goodbye and hang up before its line is broken off, in ms. */
const LINGER = { tooSlow: 5_000, tooManyRequests: 1_000 } as const;

type Parting = Goodbye & { readonly reason: keyof typeof LINGER };

/** Ends lines with a word: why, and when to come back. Who does not read it either is ended without. */
export class Disconnects {
  readonly #gatherings: readonly Joined[];
  readonly #breakOff: Engine['breakOff'];
  /** Until when each may linger. */
  readonly #leaving = new Map<ClientConnection, number>();

  constructor(gatherings: readonly Joined[], breakOff: Engine['breakOff']) {
    this.#gatherings = gatherings;
    this.#breakOff = breakOff;
  }

  /** Whether a line is being ended. */
  has(line: ClientConnection): boolean {
    return this.#leaving.has(line);
  }

  /** @param now ms, of any clock that runs evenly */
  say(lines: ReadonlySet<ClientConnection>, goodbye: Parting, now: number): void {
    if (lines.size === 0) return;
    for (const { sockets } of this.#gatherings)
      for (const socket of sockets.values()) if (lines.has(socket.conn)) socket.emit('goodbye', goodbye);
    for (const line of lines) this.#part(line, now + LINGER[goodbye.reason]);
  }

  /** Ends a line on which nobody is to whom a word could be said. */
  end(line: ClientConnection, now: number): void {
    this.#part(line, now + LINGER.tooManyRequests);
  }

  /** Breaks off those who had their time: also who was closed, but on `ws` may go on talking until it hangs up itself. */
  tick(now: number): void {
    for (const [line, until] of this.#leaving) {
      if (now < until) continue;
      this.#leaving.delete(line);
      this.#breakOff(line);
    }
  }

  #part(line: ClientConnection, until: number): void {
    this.#leaving.set(line, until);
    line.close();
  }
}
