import type { Namespace } from 'socket.io';
import type { Engine } from '../engine/engine.ts';
import type { Line } from '../engine/line.ts';
import type { Peers } from '../engine/peers.ts';
import { networkBehind } from '../engine/socket-options.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { Farewell, type Gathering } from './farewell.ts';
import type { Share, Shares } from './shares.ts';
import { SlowClients } from './slow-clients.ts';
import { DESK_LINE_ALLOWANCE, Storms } from './storms.ts';
import type { AllowanceKind } from './visitor.ts';

/** The engine's number for a handshake that we did not allow; its context says why. */
const FORBIDDEN = 4;

type Unopened = { readonly code: number; readonly context?: { readonly message?: string } };

/** Every connection below the namespaces, and who looks after it: what waits for it, how much it says. */
export class Lines {
  static readonly TICK = SlowClients.TICK;

  /** Each with what its address has together. */
  readonly #open = new Map<Line, Share<AllowanceKind>>();
  readonly #farewell: Farewell;
  readonly #slow: SlowClients;
  readonly #networks: Shares<AllowanceKind>;

  constructor(parts: {
    engine: Engine;
    applicants: Gathering;
    desk: Gathering & Pick<Namespace, 'on'>;
    peers: Peers;
    networks: Shares<AllowanceKind>;
    metrics: Metrics;
  }) {
    const { engine, applicants, desk, peers, networks, metrics } = parts;
    this.#networks = networks;
    const now = (): number => performance.now();
    this.#farewell = new Farewell([applicants, desk], engine.breakOff);
    this.#slow = new SlowClients(engine, this.#farewell, (why, count) => metrics.cuts.add(why, count));
    const storms = new Storms(this.#farewell, () => metrics.cuts.add('tooManyRequests'), now);
    const open = this.#open;
    // One for all lines, which know themselves: a closure and its wrapper for each were a third of a kilobyte.
    function forget(this: Line): void {
      const share = open.get(this);
      if (share !== undefined) networks.leave(share, now());
      open.delete(this);
    }
    engine.io.engine.on('connection', (line: Line) => {
      open.set(line, networks.enter(networkBehind(peers, line.remoteAddress, line.request.headers), now()));
      line.on('close', forget);
      storms.follow(line);
    });
    engine.io.engine.on('connection_error', ({ code, context }: Unopened) =>
      metrics.arrivals.add(code === FORBIDDEN ? (context?.message ?? 'originRefused') : 'badHandshake'),
    );
    desk.on('connection', ({ conn }) => storms.allow(conn, DESK_LINE_ALLOWANCE));
  }

  /** What a line's address has together with its other lines. */
  shareOf(line: Line): Share<AllowanceKind> | undefined {
    return this.#open.get(line);
  }

  get size(): number {
    return this.#open.size;
  }

  /** Bytes that wait for clients, in all and for the one that is furthest behind, as of the last tick. */
  get waiting(): SlowClients['waiting'] {
    return this.#slow.waiting;
  }

  /** To be called every `TICK` ms. */
  tick(): void {
    const now = performance.now();
    this.#slow.look(this.#open.keys(), now);
    this.#farewell.tick(now);
    this.#networks.tick(now);
  }
}
