import type { AnswerOf, CommandName, RequestOf, selectNamespace } from '../../../protocol/select/client-to-server.ts';
import type { CommandRequest } from '../../selection/committer.ts';
import type { Result } from '../../selection/result.ts';
import type { Call } from '../dispatcher.ts';
import type { Applicant, SelectConnection } from '../select-connection.ts';

type FactsOf<N extends CommandName> = (typeof selectNamespace.commands)[N];

/** The callers that a handler gets: applicants if the command needs a sign-in, otherwise any connection. */
type CallerOf<N extends CommandName> = 'signInRequired' extends FactsOf<N>['refusals'][number]
  ? Applicant
  : SelectConnection;

/** For a command, also the request as `Selections` takes it. */
type CallOf<N extends CommandName> = Call<CallerOf<N>> &
  (FactsOf<N>['kind'] extends 'command' ? { readonly command: CommandRequest } : unknown);

/** Answers one command of `/select`. */
export type SelectHandler<N extends CommandName> = (
  request: RequestOf<N>,
  call: CallOf<N>,
) => Result<AnswerOf<N>> | Promise<Result<AnswerOf<N>>>;

/** A handler for each command of the protocol. */
export type SelectHandlers = { readonly [N in CommandName]: SelectHandler<N> };
