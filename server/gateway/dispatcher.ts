import type { Command } from '../../protocol/command.ts';
import { inTime } from '../limits/in-time.ts';
import { type Result, refused } from '../selection/result.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';

/** Who stands at a door, with an allowance of each kind. */
export type Caller<Kind> = {
  /** Takes from an allowance; answers null, or from when it can be tried again. */
  readonly spend: (kind: Kind, now: number) => number | null;
};

/** What is answered, and what else the ack carries. */
export type Answered = { readonly said: Result; readonly more?: object };

type Ack = (reply: object) => void;
/** A message that waits for its answer, since `began` (ms of `performance.now`). */
type PendingAck = { readonly label: string; readonly ack: Ack; readonly began: number };

/** Answers a command that was understood; `request` is what its own schema made of it. */
export type Answering<G> = (guest: G, request: unknown, now: number) => Answered | Promise<Answered>;

/** What a door leads to: a namespace's commands, each with its allowance, and who answers them. */
export type Routes<G extends Caller<Kind>, Kind, Name extends string> = {
  readonly commands: Readonly<Record<Name, Command>>;
  readonly allowanceOf: (name: Name) => Kind;
  readonly answering: (name: Name) => Answering<G>;
  /** By this the metrics tell the commands of one namespace from another's. */
  readonly label: (name: Name) => string;
};

/**
 * All that a message's name stands for, found by one look-up: a text that has just been read costs as much again
 * wherever it is looked for.
 */
type Known<G, Kind> = {
  readonly request: Command['request'];
  readonly allowance: Kind;
  readonly answer: Answering<G>;
  readonly label: string;
};

/**
 * The one door for everything that a client says: understood once, answered once, and whatever goes wrong behind it
 * is a refusal and never a crash (SAFE-3).
 */
export class Dispatcher<G extends Caller<Kind>, Kind, Name extends string> {
  readonly #known: ReadonlyMap<string, Known<G, Kind>>;
  readonly #now: () => number;
  readonly #metrics: Metrics;
  readonly #log: Log;
  #closing = false;

  /** @param parts.now the store's clock, in ms */
  constructor(behind: Routes<G, Kind, Name>, parts: { now: () => number; metrics: Metrics; log: Log }) {
    const { commands, allowanceOf, answering, label } = behind;
    const knownBy = (name: Name): Known<G, Kind> => {
      const { request } = commands[name];
      return { request, allowance: allowanceOf(name), answer: answering(name), label: label(name) };
    };
    this.#known = new Map((Object.keys(commands) as Name[]).map((name) => [name, knownBy(name)]));
    this.#now = parts.now;
    this.#metrics = parts.metrics;
    this.#log = parts.log;
  }

  /** From now on everything is refused with `shuttingDown`. */
  close(): void {
    this.#closing = true;
  }

  /** Answers one message: a name, a body, an ack. One without an ack has nobody to answer, and is passed over. */
  message(guest: G, event: readonly [name: string, ...args: unknown[]]): void {
    const name = event[0];
    const ack = event[event.length - 1];
    if (typeof ack !== 'function') return;
    const known = this.#known.get(name);
    const asked = { label: known?.label ?? 'unknown', ack: ack as Ack, began: performance.now() };
    const answered = this.#answer(guest, known, event.length === 3 ? event[1] : undefined);
    // A keystroke is answered in the same turn: most messages are keystrokes, and a promise costs them a tenth more.
    if (answered instanceof Promise) void answered.then((later) => this.#reply(asked, later));
    else this.#reply(asked, answered);
  }

  #reply({ label, ack, began }: PendingAck, { said, more }: Answered): void {
    const now = this.#now();
    // Put together field by field: copying one object into another is the slowest step there was in a keystroke.
    const reply = said.ok ? { ok: true, answer: said.answer, now } : { ok: false, refusal: said.refusal, now };
    ack(more === undefined ? reply : { ...reply, ...more });
    this.#metrics.commands.answered(label, outcomeOf(said), (performance.now() - began) / 1_000);
  }

  /** Never rejects or throws. */
  #answer(guest: G, known: Known<G, Kind> | undefined, body: unknown): Answered | Promise<Answered> {
    if (this.#closing) return { said: refused('shuttingDown') };
    if (known === undefined) return { said: refused('unknownCommand') };
    const now = this.#now();
    const notBefore = guest.spend(known.allowance, now);
    if (notBefore !== null) return { said: refused('tooManyRequests', { notBefore }) };
    const request = known.request.safeParse(body);
    if (!request.success) {
      const fields = [...new Set(request.error.issues.map(({ path }) => path.join('.')))];
      return { said: refused('badRequest', { fields }) };
    }
    try {
      const answered = known.answer(guest, request.data, now);
      if (!(answered instanceof Promise)) return answered;
      return inTime(answered).catch((error: unknown) => this.#failed(known.label, error));
    } catch (error) {
      return this.#failed(known.label, error);
    }
  }

  #failed(label: string, error: unknown): Answered {
    this.#log.error({ command: label, err: error }, 'a command has no answer');
    return { said: refused('outcomeUnknown') };
  }
}

const outcomeOf = (said: Result): string => {
  if (!said.ok) return said.refusal.code;
  const { answer } = said;
  return typeof answer === 'object' && answer !== null && 'outcome' in answer ? String(answer.outcome) : 'answered';
};
