import type { z } from 'zod';
import type { Command } from '../../protocol/command.ts';
import {
  type DeskCommandName,
  deskClientToServer,
  deskRefusalsOf,
  deskReplyOf,
} from '../../protocol/desk/client-to-server.ts';
import { type RefusalCode, refusals } from '../../protocol/refusals.ts';
import { type CommandName, clientToServer, refusalsOf, replyOf } from '../../protocol/select/client-to-server.ts';
import { fit } from '../../test/support/fit.ts';

/** One command as it is looked at from outside: what it takes, and everything that it may answer. */
export type Door = {
  readonly name: string;
  readonly command: Command;
  readonly refusals: ReadonlySet<string>;
  readonly reply: z.ZodType;
};

const doorsOf = <N extends string>(
  commands: Readonly<Record<N, Command>>,
  refusalsOfOne: (name: N) => readonly RefusalCode[],
  replyOfOne: (name: N) => z.ZodType,
): Door[] =>
  (Object.keys(commands) as N[]).map((name) => ({
    name,
    command: commands[name],
    refusals: new Set(refusalsOfOne(name)),
    reply: replyOfOne(name),
  }));

export const selectDoors: readonly Door[] = doorsOf<CommandName>(clientToServer, refusalsOf, replyOf);
export const deskDoors: readonly Door[] = doorsOf<DeskCommandName>(deskClientToServer, deskRefusalsOf, deskReplyOf);

/** The word of an answer; throws where it is no answer that the command may give. */
export const wordOf = (door: Door, reply: unknown): string => {
  if (isRefused(reply)) {
    const { code, zh, en } = reply.refusal;
    if (!door.refusals.has(code) || refusals[code].zh !== zh || refusals[code].en !== en)
      throw new Error(`${door.name} is never refused so: ${JSON.stringify(reply)}`);
    return code;
  }
  fit(door.reply, reply);
  return 'answered';
};

type Refused = { readonly ok: false; readonly refusal: { code: RefusalCode; zh: string; en: string } };
const isRefused = (reply: unknown): reply is Refused =>
  typeof reply === 'object' && reply !== null && 'refusal' in reply && 'ok' in reply && reply.ok === false;
