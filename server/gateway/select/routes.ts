import type { SelectCommand } from '../../../protocol/command.ts';
import { type CommandName, selectNamespace } from '../../../protocol/select/client-to-server.ts';
import type { SelectionView } from '../../../protocol/selection-view.ts';
import type { CommandRequest } from '../../selection/committer.ts';
import { type Result, refused } from '../../selection/result.ts';
import type { Call, Replied, Route, Routes } from '../dispatcher.ts';
import { type AllowanceKind, type Applicant, isApplicant, type SelectConnection } from '../select-connection.ts';
import { askedOf } from './asked-of.ts';
import type { SelectHandlers } from './handler.ts';

type Parts = {
  readonly handlers: SelectHandlers;
  /** Whether nothing may be done: the pool is not the one that this node knows. */
  readonly isClosed: () => boolean;
  readonly viewOf: (applicant: Applicant) => SelectionView;
};

type Handle = (
  request: unknown,
  call: Call<SelectConnection> & { readonly asked?: CommandRequest },
) => Result | Promise<Result>;

/** The applicants' routes: what needs a vehicle is refused to those who only watch. */
export const selectRoutes = (parts: Parts): Routes<SelectConnection, AllowanceKind> =>
  new Map(selectNamespace.names.map((name) => [name, routeOf(name, parts)]));

const routeOf = (name: CommandName, { handlers, isClosed, viewOf }: Parts): Route<SelectConnection, AllowanceKind> => {
  const command: SelectCommand = selectNamespace.commands[name];
  const isCommand = command.kind === 'command';
  const needsStore = command.kind === 'command' || command.from === 'store';
  const needsSignIn = command.refusals.includes('signInRequired');
  const showsSelection = isCommand || name === 'readSelection';
  // The table pairs each name's handler with the same name's schema, which the compiler cannot follow through a lookup.
  const handle = handlers[name] as Handle;
  return {
    request: command.request,
    allowance: name === 'requestCaptcha' ? 'captcha' : command.kind,
    label: name,
    answer: (request, { caller, now }) => {
      if (needsStore && isClosed()) return refused('recovering');
      if (!needsSignIn) return handle(request, { caller, now });
      if (!isApplicant(caller)) return refused(caller.readOnlyBecause);
      const call = { caller, now };
      const asked = isCommand ? { asked: askedOf({ name, request: request as never }, call) } : {};
      const result = handle(request, { ...call, ...asked });
      const replied = (said: Result): Replied =>
        showsSelection || !said.ok ? { ...said, beside: { selection: viewOf(caller) } } : said;
      // A keystroke is answered from memory and waits for nothing, not even a timer; so what is no promise stays none.
      return result instanceof Promise ? result.then(replied) : replied(result);
    },
  };
};
