import type { Command } from '../../protocol/command.ts';
import { inTime } from '../limits/in-time.ts';
import { type Result, refused } from '../selection/result.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';

/** The sender of a message, with an allowance of each kind. */
export type Caller<Kind> = {
  /** Spends one request of an allowance. Returns null, or the time (ms) at which the next one is available. */
  readonly spend: (kind: Kind, now: number) => number | null;
};

/** The sender of a message, and its time by the store's clock. */
export type Call<C> = { readonly caller: C; readonly now: number };

/** A result, and further fields of the reply. */
export type Replied = Result & { readonly beside?: object };

/** How messages of one name are checked and answered. */
export type Route<C, Kind> = {
  readonly request: Command['request'];
  readonly allowance: Kind;
  /** The name in the metrics, which differs between namespaces. */
  readonly label: string;
  /** Answers a message; `request` is its body as parsed by its schema. */
  readonly answer: (request: unknown, call: Call<C>) => Replied | Promise<Replied>;
};
export type Routes<C, Kind> = ReadonlyMap<string, Route<C, Kind>>;

type Ack = (reply: object) => void;
/** A message that waits for its answer, since `began` (ms of `performance.now`). */
type PendingAck = { readonly label: string; readonly ack: Ack; readonly began: number };

/**
 * Receives every message of a namespace, parses it once and answers it once. An error in a handler becomes a refusal,
 * never a crash (SAFE-3).
 */
export class Dispatcher<C extends Caller<Kind>, Kind> {
  readonly #routes: Routes<C, Kind>;
  readonly #now: () => number;
  readonly #metrics: Metrics;
  readonly #log: Log;
  #closing = false;

  /** @param parts.now the store's clock, in ms */
  constructor(parts: { routes: Routes<C, Kind>; now: () => number; metrics: Metrics; log: Log }) {
    this.#routes = parts.routes;
    this.#now = parts.now;
    this.#metrics = parts.metrics;
    this.#log = parts.log;
  }

  /** From now on everything is refused with `shuttingDown`. */
  close(): void {
    this.#closing = true;
  }

  /** Answers one message: a name, a body, an ack. Without an ack there is nobody to answer: the message is ignored. */
  message(caller: C, event: readonly [name: string, ...args: unknown[]]): void {
    const name = event[0];
    const ack = event[event.length - 1];
    if (typeof ack !== 'function') return;
    // One look-up: the first one with a text that was just parsed is expensive, in each map again.
    const route = this.#routes.get(name);
    const pending = { label: route?.label ?? 'unknown', ack: ack as Ack, began: performance.now() };
    const replied = this.#answer(caller, route, event.length === 3 ? event[1] : undefined);
    // A keystroke is answered in the same turn: most messages are keystrokes, and a promise costs them a tenth more.
    if (replied instanceof Promise) void replied.then((later) => this.#reply(pending, later));
    else this.#reply(pending, replied);
  }

  #reply({ label, ack, began }: PendingAck, replied: Replied): void {
    const now = this.#now();
    // Built field by field: copying one object into another was the slowest step of a keystroke.
    const reply = replied.ok ? { ok: true, answer: replied.answer, now } : { ok: false, refusal: replied.refusal, now };
    ack(replied.beside === undefined ? reply : { ...reply, ...replied.beside });
    this.#metrics.commands.answered(label, outcomeOf(replied), (performance.now() - began) / 1_000);
  }

  /** Never rejects or throws. */
  #answer(caller: C, route: Route<C, Kind> | undefined, body: unknown): Replied | Promise<Replied> {
    if (this.#closing) return refused('shuttingDown');
    if (route === undefined) return refused('unknownCommand');
    const now = this.#now();
    const notBefore = caller.spend(route.allowance, now);
    if (notBefore !== null) return refused('tooManyRequests', { notBefore });
    const request = route.request.safeParse(body);
    if (!request.success) {
      const fields = [...new Set(request.error.issues.map(({ path }) => path.join('.')))];
      return refused('badRequest', { fields });
    }
    try {
      const replied = route.answer(request.data, { caller, now });
      if (!(replied instanceof Promise)) return replied;
      return inTime(replied).catch((error: unknown) => this.#failed(route.label, error));
    } catch (error) {
      return this.#failed(route.label, error);
    }
  }

  #failed(label: string, error: unknown): Replied {
    this.#log.error({ command: label, err: error }, 'a command has no answer');
    return refused('outcomeUnknown');
  }
}

const outcomeOf = (result: Result): string => {
  if (!result.ok) return result.refusal.code;
  const { answer } = result;
  return typeof answer === 'object' && answer !== null && 'outcome' in answer ? String(answer.outcome) : 'answered';
};
