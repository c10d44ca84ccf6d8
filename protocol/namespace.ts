import { z } from 'zod';
import type { Command } from './command.ts';
import { type RefusalCode, refusal } from './refusals.ts';

type Commands = Readonly<Record<string, Command>>;

/** The common parts of all commands of a namespace. */
type Common<Reply extends z.ZodRawShape, Refused extends z.ZodRawShape> = {
  /** Fields of every reply. */
  readonly reply: Reply;
  /** Fields that stand beside a refusal. */
  readonly refused: Refused;
  /** Refusals of every command here, besides those that `namespaceOf` adds everywhere. */
  readonly refusals: readonly RefusalCode[];
};

/** Builds a namespace of the wire from its commands and their common parts. */
export const namespaceOf = <C extends Commands, Reply extends z.ZodRawShape, Refused extends z.ZodRawShape>({
  commands,
  common,
}: {
  readonly commands: C;
  readonly common: Common<Reply, Refused>;
}) => {
  const success = z.object({ ...common.reply, ok: z.literal(true) });
  const failure = z.object({ ...common.reply, ok: z.literal(false), refusal, ...common.refused });

  /** All refusals of a command: its own, those that follow from its form, and those of every command. */
  const refusalsOf = (name: keyof C): readonly RefusalCode[] => {
    const { refusals, kind, request } = commands[name] as Command;
    return [
      ...refusals,
      ...(refusals.includes('signInRequired') ? (['vehicleRequired', 'passPhraseChangeRequired'] as const) : []),
      ...('version' in request.shape ? (['staleVersion'] as const) : []),
      ...(kind === 'command' ? (['commandReused'] as const) : []),
      ...common.refusals,
      'badRequest',
      'tooManyRequests',
      'outcomeUnknown',
      'recovering',
      'shuttingDown',
    ];
  };

  /** The schemas of both replies to one command. */
  const repliesOf = (name: keyof C) => ({
    success: success.extend({ answer: (commands[name] as Command).answer }),
    failure: failure.extend({ refusal: refusal.extend({ code: z.enum(refusalsOf(name)) }) }),
  });

  return {
    commands,
    names: Object.keys(commands) as (keyof C & string)[],
    success,
    failure,
    refusalsOf,
    repliesOf,
    /** The reply's schema for one command. */
    replyOf: (name: keyof C) => {
      const replies = repliesOf(name);
      return z.union([replies.success, replies.failure]);
    },
  };
};

type Namespace = { readonly commands: Commands; readonly success: z.ZodType; readonly failure: z.ZodType };

/** The ack of a command: its answer, or a refusal. */
export type ReplyIn<S extends Namespace, N extends keyof S['commands']> =
  | z.infer<S['failure']>
  | (z.infer<S['success']> & { answer: z.infer<S['commands'][N]['answer']> });

/** By name, a request as a client writes it, where ids are plain strings, and its reply. */
export type ConversationIn<S extends Namespace> = {
  readonly [N in keyof S['commands'] & string]: {
    readonly request: z.input<S['commands'][N]['request']>;
    readonly reply: ReplyIn<S, N>;
  };
};

/** A client's messages, as Socket.IO's events. */
export type ClientEvents<S extends Namespace> = {
  [N in keyof S['commands'] & string]: (
    request: z.input<S['commands'][N]['request']>,
    ack: (reply: ReplyIn<S, N>) => void,
  ) => void;
};

/** The server's pushes, as Socket.IO's events. */
export type ServerEvents<P extends Readonly<Record<string, z.ZodType>>> = {
  -readonly [N in keyof P]: (push: z.infer<P[N]>) => void;
};
