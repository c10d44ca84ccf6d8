import type { Command } from '../../protocol/command.ts';
import { no, type Said } from '../selection/said.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { inTime } from './in-time.ts';

/** Who stands at a door, with an allowance of each kind. */
export type Guest<Kind> = {
  /** Takes from an allowance; answers null, or from when it can be tried again. */
  readonly spend: (kind: Kind, now: number) => number | null;
};

/** What is answered, and what else the ack carries. */
export type Answered = { readonly said: Said; readonly more?: object };

type Ack = (reply: object) => void;
/** A message that waits for its answer, since `began` (ms of `performance.now`). */
type Asked = { readonly name: string; readonly ack: Ack; readonly began: number };

/** What a door leads to: a namespace's commands, each with its allowance, and who answers them. */
export type Behind<G extends Guest<Kind>, Kind, Name extends string> = {
  readonly commands: Readonly<Record<Name, Command>>;
  readonly allowanceOf: (name: Name) => Kind;
  /** Answers a command that was understood; `request` is what its own schema made of it. */
  readonly answer: (guest: G, name: Name, request: unknown, now: number) => Answered | Promise<Answered>;
  /** By this the metrics tell the commands of one namespace from another's. */
  readonly label: (name: Name) => string;
};

/**
 * The one door for everything that a client says: understood once, answered once, and whatever goes wrong behind it
 * is a refusal and never a crash (SAFE-3).
 */
export class Door<G extends Guest<Kind>, Kind, Name extends string> {
  readonly #behind: Behind<G, Kind, Name>;
  readonly #now: () => number;
  readonly #metrics: Metrics;
  readonly #log: Log;
  #closing = false;

  /** @param parts.now the store's clock, in ms */
  constructor(behind: Behind<G, Kind, Name>, parts: { now: () => number; metrics: Metrics; log: Log }) {
    this.#behind = behind;
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
    const asked = { name, ack: ack as Ack, began: performance.now() };
    const answered = this.#answer(guest, name, event.length === 3 ? event[1] : undefined);
    // A keystroke is answered in the same turn: most messages are keystrokes, and a promise costs them a tenth more.
    if (answered instanceof Promise) void answered.then((later) => this.#reply(asked, later));
    else this.#reply(asked, answered);
  }

  #reply({ name, ack, began }: Asked, { said, more }: Answered): void {
    const now = this.#now();
    // Put together field by field: copying one object into another is the slowest step there was in a keystroke.
    const reply = said.ok ? { ok: true, answer: said.answer, now } : { ok: false, refusal: said.refusal, now };
    ack(more === undefined ? reply : { ...reply, ...more });
    const command = this.#isCommand(name) ? this.#behind.label(name) : 'unknown';
    this.#metrics.commands.answered(command, outcomeOf(said), (performance.now() - began) / 1_000);
  }

  /** Never rejects or throws. */
  #answer(guest: G, name: string, body: unknown): Answered | Promise<Answered> {
    if (this.#closing) return { said: no('shuttingDown') };
    if (!this.#isCommand(name)) return { said: no('unknownCommand') };
    const now = this.#now();
    const notBefore = guest.spend(this.#behind.allowanceOf(name), now);
    if (notBefore !== null) return { said: no('tooManyRequests', { notBefore }) };
    const request = this.#behind.commands[name].request.safeParse(body);
    if (!request.success) {
      const fields = [...new Set(request.error.issues.map(({ path }) => path.join('.')))];
      return { said: no('badRequest', { fields }) };
    }
    try {
      const answered = this.#behind.answer(guest, name, request.data, now);
      if (!(answered instanceof Promise)) return answered;
      return inTime(answered).catch((error: unknown) => this.#failed(name, error));
    } catch (error) {
      return this.#failed(name, error);
    }
  }

  #failed(name: Name, error: unknown): Answered {
    this.#log.error({ command: name, err: error }, 'a command has no answer');
    return { said: no('outcomeUnknown') };
  }

  #isCommand(name: string): name is Name {
    return Object.hasOwn(this.#behind.commands, name);
  }
}

const outcomeOf = (said: Said): string => {
  if (!said.ok) return said.refusal.code;
  const { answer } = said;
  return typeof answer === 'object' && answer !== null && 'outcome' in answer ? String(answer.outcome) : 'answered';
};
