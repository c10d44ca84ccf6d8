import { type CommandName, clientToServer, type Reply } from '../../protocol/client-to-server.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import { no, type Said } from '../selection/said.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Handler, Handlers } from './handler.ts';
import { inTime } from './in-time.ts';
import type { Applicant, Visitor } from './visitor.ts';

type Ack = (reply: Reply) => void;
type Answered = { readonly said: Said; readonly shown?: { readonly selection: SelectionView } };

const isCommand = (name: string): name is CommandName => Object.hasOwn(clientToServer, name);
const isApplicant = (visitor: Visitor): visitor is Applicant => visitor.account !== null && visitor.vehicle !== null;

/**
 * The one door for everything that a client says: understood once, answered once, and whatever goes wrong behind it
 * is a refusal and never a crash (SAFE-3).
 */
export class Dispatch {
  readonly #handlers: Handlers;
  readonly #now: () => number;
  readonly #viewOf: (applicant: Applicant) => SelectionView;
  readonly #metrics: Metrics;
  readonly #log: Log;
  #closing = false;

  constructor(parts: {
    handlers: Handlers;
    /** The store's clock. */
    now: () => number;
    viewOf: (applicant: Applicant) => SelectionView;
    metrics: Metrics;
    log: Log;
  }) {
    this.#handlers = parts.handlers;
    this.#now = parts.now;
    this.#viewOf = parts.viewOf;
    this.#metrics = parts.metrics;
    this.#log = parts.log;
  }

  /** From now on everything is refused with `shuttingDown`. */
  close(): void {
    this.#closing = true;
  }

  /** Answers one message. One without an ack has nobody to answer, and is passed over. */
  async message(visitor: Visitor, name: string, args: readonly unknown[]): Promise<void> {
    const ack = args.at(-1);
    if (typeof ack !== 'function') return;
    const began = performance.now();
    const { said, shown } = await this.#answer(visitor, name, args.length === 2 ? args[0] : undefined);
    (ack as Ack)({ ...said, now: this.#now(), ...shown } as Reply);
    const command = isCommand(name) ? name : 'unknown';
    this.#metrics.commands.inc({ command, outcome: outcomeOf(said) });
    this.#metrics.commandSeconds.observe({ command }, (performance.now() - began) / 1_000);
  }

  async #answer(visitor: Visitor, name: string, body: unknown): Promise<Answered> {
    const refused = (...refusal: Parameters<typeof no>): Answered => ({ said: no(...refusal) });
    if (this.#closing) return refused('shuttingDown');
    if (!isCommand(name)) return refused('unknownCommand');
    // The table pairs each name's handler with the same name's schema, which the compiler cannot follow through a lookup.
    const handler = this.#handlers[name] as Handler<CommandName>;
    const notBefore = visitor.spend(handler.allowance, this.#now());
    if (notBefore !== null) return refused('tooManyRequests', { notBefore });
    const request = clientToServer[name].request.safeParse(body);
    if (!request.success) {
      return refused('badRequest', { fields: [...new Set(request.error.issues.map(({ path }) => path.join('.')))] });
    }
    try {
      if ('open' in handler) return { said: await inTime(handler.open(visitor, request.data as never, this.#now())) };
      if (!isApplicant(visitor)) return refused(visitor.watchesBecause);
      const said = await inTime(handler.signedIn(visitor, request.data as never, this.#now()));
      return handler.showsSelection || !said.ok ? { said, shown: { selection: this.#viewOf(visitor) } } : { said };
    } catch (error) {
      this.#log.error({ command: name, err: error }, 'a command has no answer');
      return refused('outcomeUnknown');
    }
  }
}

const outcomeOf = (said: Said): string => {
  if (!said.ok) return said.refusal.code;
  const { answer } = said;
  return typeof answer === 'object' && answer !== null && 'outcome' in answer ? String(answer.outcome) : 'answered';
};
