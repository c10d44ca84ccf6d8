import { hash } from 'node:crypto';
import type { CommandId } from '../../../protocol/ids.ts';
import type { CommandName } from '../../../protocol/select/client-to-server.ts';
import type { CommandRequest } from '../../selection/committer.ts';
import type { Call } from '../dispatcher.ts';
import type { Applicant } from '../select-connection.ts';

/** A command is void this long after it came in, in ms: one that waited in a paused process loses. */
const VOID_AFTER = 5_000;

type Understood = {
  readonly name: CommandName;
  readonly request: { readonly id: CommandId; readonly version?: number };
};

/** The command as the selection's shell wants it. The digest covers its name and whole body. */
export const askedOf = ({ name, request }: Understood, { caller, now }: Call<Applicant>): CommandRequest => {
  const { id, version, ...body } = request;
  return {
    selection: caller.vehicle.selection,
    owner: caller.account.owner,
    id,
    digest: hash('sha256', JSON.stringify([name, version, body]), 'base64url'),
    ...(version === undefined ? {} : { version }),
    notAfter: now + VOID_AFTER,
  };
};
