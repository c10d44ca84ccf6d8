import type { DeskCommand } from '../../../protocol/command.ts';
import { type DeskCommandName, deskNamespace } from '../../../protocol/desk/client-to-server.ts';
import { mayUse } from '../../../protocol/desk/kinds.ts';
import { commandId } from '../../../protocol/ids.ts';
import type { Audited, AuditTrail } from '../../desk/audit.ts';
import type { DoneOnce } from '../../desk/done-once.ts';
import type { DeskResult } from '../../desk/result.ts';
import { refused } from '../../selection/result.ts';
import type { DeskAllowance, DeskConnection } from '../desk-connection.ts';
import type { Replied, Route, Routes } from '../dispatcher.ts';
import type { DeskHandler, DeskHandlers } from './handler.ts';

type Parts = {
  readonly handlers: DeskHandlers;
  readonly doneOnce: DoneOnce;
  readonly audit: Pick<AuditTrail, 'append'>;
  /** Whether commands are refused, because the pool is not the one that this node knows. */
  readonly isClosed: () => boolean;
  /** Passed before a command; then tells whether what was done is kept beyond Redis's master. Absent: its word is enough. */
  readonly gate?: (() => () => Promise<boolean>) | undefined;
};

/**
 * The routes of `/desk`. A command needs its role and is carried out once, and its entry is in the audit trail before
 * anybody gets the answer.
 */
export const deskRoutes = (parts: Parts): Routes<DeskConnection, DeskAllowance> =>
  new Map(deskNamespace.names.map((name) => [name, routeOf(name, parts)]));

const routeOf = (
  name: DeskCommandName,
  { handlers, doneOnce, audit, isClosed, gate }: Parts,
): Route<DeskConnection, DeskAllowance> => {
  const command: DeskCommand = deskNamespace.commands[name];
  const isCommand = command.kind === 'command';
  const isAudited = command.kind === 'command' || command.audited === true;
  const isUnattended = command.kind === 'query' && command.unattended === true;
  // The table pairs each name's handler with the same name's schema, which the compiler cannot follow through a lookup.
  const handle = handlers[name] as DeskHandler<DeskCommandName>;
  return {
    request: command.request,
    allowance: name === 'sendImportPart' ? 'part' : command.kind,
    label: `desk.${name}`,
    answer: async (request, { caller: { account, imports, noteActivity }, now }) => {
      if (!isUnattended && !(await noteActivity())) return refused('sessionEnded');
      if (isCommand && isClosed()) return refused('recovering');
      const { userName: who, role } = account;
      const note = (entry: Omit<Audited, 'who' | 'role' | 'what'>) => audit.append({ who, role, what: name, ...entry });
      if (!mayUse(role, name)) {
        await note({ outcome: 'notAllowed' });
        return refused('notAllowed');
      }
      const work = async (): Promise<DeskResult> => {
        const { result, ...noted } = await handle(request as never, { account, imports, now });
        const outcome = result.ok ? 'done' : result.refusal.code;
        if (isAudited) await note({ ...noted, outcome: noted.outcome ?? outcome });
        return result;
      };
      if (!isCommand) return replied(await work());
      const { id, ...body } = request as { id: string };
      const isKept = gate?.();
      const result = await doneOnce.run(account.owner, { id: commandId.parse(id), name, request: body }, work);
      return isKept === undefined || (await isKept()) ? replied(result) : refused('outcomeUnknown');
    },
  };
};

/** The problems of a form's fields stand beside the refusal. */
const replied = (result: DeskResult): Replied =>
  result.ok || result.problems === undefined ? result : { ...result, beside: { problems: result.problems } };
