import type { SelectCommand } from '../../protocol/command.ts';
import { type CommandName, selectNamespace } from '../../protocol/select/client-to-server.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import { type Result, refused } from '../selection/result.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { type Answered, type Answering, Dispatcher } from './dispatcher.ts';
import type { Handler, Handlers } from './handler.ts';
import { type AllowanceKind, type Applicant, isApplicant, type SelectConnection } from './select-connection.ts';

/** The applicants' door: what needs a vehicle is refused to those who only watch. */
export class Dispatch extends Dispatcher<SelectConnection, AllowanceKind, CommandName> {
  constructor(parts: {
    handlers: Handlers;
    /** Whether nothing may be done: the pool is not the one that this node knows. */
    isClosed: () => boolean;
    /** The store's clock. */
    now: () => number;
    viewOf: (applicant: Applicant) => SelectionView;
    metrics: Metrics;
    log: Log;
  }) {
    const { handlers, isClosed, viewOf, ...around } = parts;
    const answering = (name: CommandName): Answering<SelectConnection> => {
      // The table pairs each name's handler with the same name's schema, which the compiler cannot follow through a lookup.
      const handler = handlers[name] as Handler<CommandName>;
      const command: SelectCommand = selectNamespace.commands[name];
      const needsStore = command.kind === 'command' || command.from === 'store';
      const closed = () => needsStore && isClosed();
      if ('open' in handler)
        return (visitor, request, now) =>
          closed()
            ? { said: refused('recovering') }
            : whenSaid(handler.open(visitor, request as never, now), saidAlone);
      const { signedIn, showsSelection } = handler;
      return (visitor, request, now) => {
        if (closed()) return { said: refused('recovering') };
        if (!isApplicant(visitor)) return { said: refused(visitor.readOnlyBecause) };
        const answered = (said: Result): Answered =>
          showsSelection || !said.ok ? { said, more: { selection: viewOf(visitor) } } : { said };
        return whenSaid(signedIn(visitor, request as never, now), answered);
      };
    };
    const allowanceOf = (name: CommandName) => handlers[name].allowance;
    super({ commands: selectNamespace.commands, allowanceOf, answering, label: (name) => name }, around);
  }
}

const saidAlone = (said: Result): Answered => ({ said });

/** A keystroke is answered from memory and waits for nothing, not even a timer; so what is no promise stays none. */
const whenSaid = (said: Result | Promise<Result>, then: (said: Result) => Answered): Answered | Promise<Answered> =>
  said instanceof Promise ? said.then(then) : then(said);
