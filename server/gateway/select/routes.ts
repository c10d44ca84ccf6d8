import type { SelectCommand } from '../../../protocol/command.ts';
import { type CommandName, selectNamespace } from '../../../protocol/select/client-to-server.ts';
import type { SelectionView } from '../../../protocol/selection-view.ts';
import type { CommandRequest } from '../../selection/committer.ts';
import { type Result, refused } from '../../selection/result.ts';
import type { Call, Replied, Route, Routes } from '../dispatcher.ts';
import { type AllowanceKind, type Applicant, isApplicant, type SelectConnection } from '../select-connection.ts';
import { commandRequestOf } from './command-request.ts';
import type { SelectHandlers } from './handler.ts';

type Parts = {
  readonly handlers: SelectHandlers;
  /** Whether commands are refused, because the pool is not the one that this node knows. */
  readonly isClosed: () => boolean;
  readonly viewOf: (applicant: Applicant) => SelectionView;
};

type Handle = (
  request: unknown,
  call: Call<SelectConnection> & { readonly command?: CommandRequest },
) => Result | Promise<Result>;

/** The routes of `/select`. A read-only connection is refused every command that needs a vehicle. */
export const selectRoutes = (parts: Parts): Routes<SelectConnection, AllowanceKind> =>
  new Map(selectNamespace.names.map((name) => [name, routeOf(name, parts)]));

const routeOf = (name: CommandName, { handlers, isClosed, viewOf }: Parts): Route<SelectConnection, AllowanceKind> => {
  const facts: SelectCommand = selectNamespace.commands[name];
  const isCommand = facts.kind === 'command';
  const needsStore = facts.kind === 'command' || facts.from === 'store';
  const needsSignIn = facts.refusals.includes('signInRequired');
  const showsSelection = isCommand || name === 'readSelection';
  // The table pairs each name's handler with the same name's schema, which the compiler cannot follow through a lookup.
  const handle = handlers[name] as Handle;
  return {
    request: facts.request,
    allowance: name === 'requestCaptcha' ? 'captcha' : facts.kind,
    label: name,
    answer: (request, { caller, now }) => {
      if (needsStore && isClosed()) return refused('recovering');
      if (!needsSignIn) return handle(request, { caller, now });
      if (!isApplicant(caller)) return refused(caller.readOnlyBecause);
      const call = { caller, now };
      const command = isCommand ? { command: commandRequestOf({ name, request: request as never }, call) } : {};
      const result = handle(request, { ...call, ...command });
      const replied = (settled: Result): Replied =>
        showsSelection || !settled.ok ? { ...settled, beside: { selection: viewOf(caller) } } : settled;
      // A keystroke is answered from memory, and must not wait for another turn of the loop: no promise is made of it.
      return result instanceof Promise ? result.then(replied) : replied(result);
    },
  };
};
