import type { DeskCommand } from '../../protocol/command.ts';
import { type DeskCommandName, deskNamespace } from '../../protocol/desk/client-to-server.ts';
import { mayUse } from '../../protocol/desk/kinds.ts';
import { commandId } from '../../protocol/ids.ts';
import type { Audited, AuditTrail } from '../desk/audit.ts';
import type { Asking, DeskCommands } from '../desk/commands.ts';
import type { DoneOnce } from '../desk/done-once.ts';
import type { Acted, DeskResult } from '../desk/result.ts';
import { refused } from '../selection/result.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { DeskAllowance, DeskConnection } from './desk-connection.ts';
import { type Answered, type Answering, Dispatcher } from './dispatcher.ts';

type Does = (request: object, asking: Asking) => Acted | Promise<Acted>;

/**
 * The desk's door: a role's command is refused to whoever has not the role, a command is done once, and what was done
 * is in the audit trail before anybody is told so.
 */
export class DeskDispatch extends Dispatcher<DeskConnection, DeskAllowance, DeskCommandName> {
  constructor(parts: {
    commands: DeskCommands;
    doneOnce: DoneOnce;
    audit: Pick<AuditTrail, 'append'>;
    /** Whether nothing may be done: the pool is not the one that this node knows. */
    isClosed: () => boolean;
    /** The store's clock. */
    now: () => number;
    metrics: Metrics;
    log: Log;
  }) {
    const { commands, doneOnce, audit, isClosed, ...around } = parts;

    const answering = (name: DeskCommandName): Answering<DeskConnection> => {
      const command: DeskCommand = deskNamespace.commands[name];
      const isAudited = command.kind === 'command' || command.audited === true;
      const isUnattended = command.kind === 'query' && command.unattended === true;
      // The table pairs each name's deed with the same name's schema, which the compiler cannot follow through a lookup.
      const does = commands[name] as Does;
      return async ({ account, imports, did }, request, now) => {
        if (!isUnattended && !(await did())) return answered(refused('sessionEnded'));
        if (isClosed() && isCommand(name)) return answered(refused('recovering'));
        const { userName: who, role } = account;
        const note = (entry: Omit<Audited, 'who' | 'role' | 'what'>) =>
          audit.append({ who, role, what: name, ...entry });
        if (!mayUse(role, name)) {
          await note({ outcome: 'notAllowed' });
          return answered(refused('notAllowed'));
        }
        const work = async (): Promise<DeskResult> => {
          const { said, ...noted } = await does(request as object, { account, imports, now });
          const outcome = said.ok ? 'done' : said.refusal.code;
          if (isAudited) await note({ ...noted, outcome: noted.outcome ?? outcome });
          return said;
        };
        if (!isCommand(name)) return answered(await work());
        const { id, ...body } = request as { id: string };
        return answered(await doneOnce.run(account.owner, { id: commandId.parse(id), name, request: body }, work));
      };
    };
    super({ commands: deskNamespace.commands, allowanceOf, answering, label: (name) => `desk.${name}` }, around);
  }
}

const isCommand = (name: DeskCommandName): boolean => deskNamespace.commands[name].kind === 'command';

/** From which allowance a command of the desk is paid. */
export const allowanceOf = (name: DeskCommandName): DeskAllowance =>
  name === 'sendImportPart' ? 'part' : isCommand(name) ? 'command' : 'query';

/** What is wrong with each field stands beside the refusal. */
const answered = (said: DeskResult): Answered => {
  if (said.ok) return { said };
  const { ok, refusal, problems } = said;
  return problems === undefined ? { said } : { said: { ok, refusal }, more: { problems } };
};
