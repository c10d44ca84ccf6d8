import { hash } from 'node:crypto';
import type { CommandId } from '../../protocol/ids.ts';
import type { AnswerOf, CommandName, RequestOf } from '../../protocol/select/client-to-server.ts';
import type { CommandRequest } from '../selection/committer.ts';
import type { Result } from '../selection/result.ts';
import type { AllowanceKind, Applicant, SelectConnection } from './select-connection.ts';

/** A command is void this long after it came in, in ms: one that waited in a paused process loses. */
const VOID_AFTER = 5_000;

type Answered<N extends CommandName> = Result<AnswerOf<N>> | Promise<Result<AnswerOf<N>>>;

/** How one command is answered. `now` is the store's time at the door. */
export type Handler<N extends CommandName> =
  | {
      readonly allowance: AllowanceKind;
      readonly open: (visitor: SelectConnection, request: RequestOf<N>, now: number) => Answered<N>;
    }
  | {
      readonly allowance: AllowanceKind;
      /** Whether the reply carries the selection, because it may have changed. */
      readonly showsSelection: boolean;
      readonly signedIn: (applicant: Applicant, request: RequestOf<N>, now: number) => Answered<N>;
    };

export type Handlers = { readonly [N in CommandName]: Handler<N> };

/** The command as the selection's shell wants it. The digest covers its name and whole body. */
export const askedOf = (
  applicant: Applicant,
  name: CommandName,
  request: { readonly id: CommandId; readonly version?: number },
  now: number,
): CommandRequest => {
  const { id, version, ...body } = request;
  return {
    selection: applicant.vehicle.selection,
    owner: applicant.account.owner,
    id,
    digest: hash('sha256', JSON.stringify([name, version, body]), 'base64url'),
    ...(version === undefined ? {} : { version }),
    notAfter: now + VOID_AFTER,
  };
};
