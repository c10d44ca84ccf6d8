import { hash } from 'node:crypto';
import type { CommandId } from '../../../protocol/ids.ts';
import type { CommandName } from '../../../protocol/select/client-to-server.ts';
import { COMMAND_TTL_MS, type CommandRequest } from '../../selection/committer.ts';
import type { Call } from '../dispatcher.ts';
import type { Applicant } from '../select-connection.ts';

type Received = {
  readonly name: CommandName;
  readonly request: { readonly id: CommandId; readonly version?: number };
};

/** A received command in the form that `Selections` takes. The digest covers its name and whole body (SAFE-1). */
export const commandRequestOf = ({ name, request }: Received, { caller, now }: Call<Applicant>): CommandRequest => {
  const { id, version, ...body } = request;
  return {
    selection: caller.vehicle.selection,
    owner: caller.account.owner,
    id,
    digest: hash('sha256', JSON.stringify([name, version, body]), 'base64url'),
    ...(version === undefined ? {} : { version }),
    notAfter: now + COMMAND_TTL_MS,
  };
};
