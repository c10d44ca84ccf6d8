import type { Namespace } from 'socket.io';
import type { Engine } from '../engine/engine.ts';
import type { Line } from '../engine/line.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { Farewell, type Gathering } from './farewell.ts';
import { SlowClients } from './slow-clients.ts';
import { DESK_LINE_ALLOWANCE, Storms } from './storms.ts';

/** The engine's number for a handshake from an Origin that is not allowed. */
const FORBIDDEN = 4;

/** Every connection below the namespaces, and who looks after it: what waits for it, how much it says. */
export class Lines {
  static readonly TICK = SlowClients.TICK;

  readonly #open = new Set<Line>();
  readonly #farewell: Farewell;
  readonly #slow: SlowClients;

  constructor(parts: {
    engine: Engine;
    applicants: Gathering;
    desk: Gathering & Pick<Namespace, 'on'>;
    metrics: Metrics;
  }) {
    const { engine, applicants, desk, metrics } = parts;
    const now = (): number => performance.now();
    this.#farewell = new Farewell([applicants, desk], engine.breakOff);
    this.#slow = new SlowClients(engine, this.#farewell, (why, count) => metrics.cuts.add(why, count));
    const storms = new Storms(this.#farewell, () => metrics.cuts.add('tooManyRequests'), now);
    engine.io.engine.on('connection', (line: Line) => {
      this.#open.add(line);
      line.once('close', () => this.#open.delete(line));
      storms.follow(line);
    });
    engine.io.engine.on('connection_error', ({ code }: { readonly code: number }) =>
      metrics.arrivals.add(code === FORBIDDEN ? 'originRefused' : 'badHandshake'),
    );
    desk.on('connection', ({ conn }) => storms.allow(conn, DESK_LINE_ALLOWANCE));
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
    this.#slow.look(this.#open, now);
    this.#farewell.tick(now);
  }
}
