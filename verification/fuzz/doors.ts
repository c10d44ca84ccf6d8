import type { z } from 'zod';
import type { Command } from '../../protocol/command.ts';
import { deskNamespace } from '../../protocol/desk/client-to-server.ts';
import { type RefusalCode, refusals } from '../../protocol/refusals.ts';
import { selectNamespace } from '../../protocol/select/client-to-server.ts';
import { fit } from '../actors/fit.ts';

/** One command as a client sees it: its request, and all its possible answers. */
export type Door = {
  readonly name: string;
  readonly command: Command;
  readonly refusals: ReadonlySet<string>;
  readonly reply: z.ZodType;
};

const doorsOf = <N extends string>({
  names,
  commands,
  refusalsOf,
  replyOf,
}: {
  readonly names: readonly N[];
  readonly commands: Readonly<Record<N, Command>>;
  readonly refusalsOf: (name: N) => readonly RefusalCode[];
  readonly replyOf: (name: N) => z.ZodType;
}): Door[] =>
  names.map((name) => ({
    name,
    command: commands[name],
    refusals: new Set(refusalsOf(name)),
    reply: replyOf(name),
  }));

export const selectDoors: readonly Door[] = doorsOf(selectNamespace);
export const deskDoors: readonly Door[] = doorsOf(deskNamespace);

/** The code of an answer; throws where the command may not give that answer. */
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
