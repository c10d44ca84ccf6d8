import type { HttpResponse, TemplatedApp } from 'uWebSockets.js';
import type { EngineOptions } from './engine.ts';
import { boundedNetwork, type HttpBounds } from './http-bounds.ts';

/** uWebSockets.js ends a connection without a request, or whose client reads nothing, after 32 s as measured. */
const IDLE_LIFE_MS = 40_000;

/** The connections of one network; idle ones by whether they became idle in this interval or in the one before. */
type OfNetwork = { answering: number; idle: number; idleBefore: number };

/** Reports the end of a request. */
export type Answering = {
  /** Call it before the answer is written; returns whether the connection may stay open for another request. */
  readonly answered: () => boolean;
  readonly aborted: () => void;
};

/**
 * Counts HTTP connections on uWebSockets.js by network. The engine can end no idle connection, and does not report which
 * one has closed between two requests. Such a connection stays counted until the engine would certainly have ended it. A
 * network keeps idle connections only up to half its limit, so that wrongly counted ones refuse nobody.
 */
export class UwsConnections {
  readonly #networks = new Map<string, OfNetwork>();
  readonly #bounds: HttpBounds;
  readonly #options: Pick<EngineOptions, 'peers' | 'httpEnded'>;
  readonly #now: () => number;
  #size = 0;
  #turnedAt: number;

  constructor(
    app: Pick<TemplatedApp, 'filter'>,
    bounds: HttpBounds,
    options: Pick<EngineOptions, 'peers' | 'httpEnded'> & { readonly now?: () => number },
  ) {
    this.#bounds = bounds;
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#turnedAt = this.#now();
    app.filter((response, change) => {
      this.#size += Number(change);
      if (Number(change) > 0) this.#opened(response);
    });
  }

  /** The exact number of connections. */
  get size(): number {
    return this.#size;
  }

  /** Reports a request for Socket.IO: its connection becomes a WebSocket, or ends. */
  readonly requested = (response: HttpResponse): void => this.#leavesIdle(this.#of(response));

  /** Reports that a connection has become a WebSocket. */
  readonly upgraded = (): void => void (this.#size -= 1);

  answering(response: HttpResponse): Answering {
    const of = this.#of(response);
    if (of === undefined) return { answered: () => true, aborted: () => undefined };
    this.#leavesIdle(of);
    of.answering += 1;
    return {
      aborted: () => void (of.answering -= 1),
      answered: () => {
        of.answering -= 1;
        const keeps = countOf(of) < this.#bounds.perNetwork / 2 && this.#size < this.#bounds.inAll;
        if (keeps) of.idle += 1;
        else this.#options.httpEnded?.('idle');
        return keeps;
      },
    };
  }

  #opened(response: HttpResponse): void {
    const of = this.#of(response);
    if (of === undefined) return;
    const count = countOf(of);
    if (count >= this.#bounds.perNetwork || (count > 0 && this.#size > this.#bounds.inAll)) {
      this.#options.httpEnded?.('refused');
      response.close();
      return;
    }
    // No handler for its end: one costs 4.4 KB for as long as the connection lives, also as a WebSocket.
    of.idle += 1;
  }

  #leavesIdle(of: OfNetwork | undefined): void {
    if (of === undefined) return;
    if (of.idleBefore > 0) of.idleBefore -= 1;
    else if (of.idle > 0) of.idle -= 1;
  }

  #of(response: HttpResponse): OfNetwork | undefined {
    this.#turn();
    const address = Buffer.from(response.getRemoteAddressAsText()).toString();
    const network = boundedNetwork(this.#options.peers, address);
    if (network === undefined) return undefined;
    const of = this.#networks.get(network) ?? { answering: 0, idle: 0, idleBefore: 0 };
    this.#networks.set(network, of);
    // No network has more connections than there are in all: the others have closed.
    const gone = Math.max(0, countOf(of) - this.#size);
    const goneBefore = Math.min(gone, of.idleBefore);
    of.idleBefore -= goneBefore;
    of.idle = Math.max(0, of.idle - (gone - goneBefore));
    return of;
  }

  #turn(): void {
    const intervals = Math.floor((this.#now() - this.#turnedAt) / IDLE_LIFE_MS);
    if (intervals === 0) return;
    this.#turnedAt += intervals * IDLE_LIFE_MS;
    for (const [network, of] of this.#networks) {
      of.idleBefore = intervals === 1 ? of.idle : 0;
      of.idle = 0;
      if (countOf(of) === 0) this.#networks.delete(network);
    }
  }
}

const countOf = ({ answering, idle, idleBefore }: OfNetwork): number => answering + idle + idleBefore;
