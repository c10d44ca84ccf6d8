import type { z } from 'zod';
import type { Command } from '../../../protocol/command.ts';
import { deskNamespace } from '../../../protocol/desk/client-to-server.ts';
import { deskHandshake } from '../../../protocol/desk/handshake.ts';
import { deskServerToClient } from '../../../protocol/desk/server-to-client.ts';
import type { RefusalCode } from '../../../protocol/refusals.ts';
import { selectNamespace } from '../../../protocol/select/client-to-server.ts';
import { selectHandshake } from '../../../protocol/select/handshake.ts';
import { serverToClient } from '../../../protocol/select/server-to-client.ts';

/** A command or query, with everything that its wire schemas define. */
export type DescribedCommand = {
  readonly name: string;
  readonly description: string;
  readonly request: z.ZodType;
  readonly success: z.ZodType;
  readonly failure: z.ZodType;
  readonly refusals: readonly RefusalCode[];
  readonly tags: readonly string[];
  /** Whether it needs a session. */
  readonly secured: boolean;
};

/** A namespace as the document describes it. */
export type DescribedNamespace = {
  readonly channel: 'select' | 'desk';
  /** Precedes its names in the document, since both namespaces use some of the same names. */
  readonly prefix: '' | 'desk.';
  readonly title: string;
  readonly session: { readonly name: string; readonly description: string };
  readonly handshake: {
    readonly description: string;
    readonly request: z.ZodType;
    readonly refusals: readonly RefusalCode[];
  };
  readonly commands: readonly DescribedCommand[];
  readonly pushes: readonly { readonly name: string; readonly push: z.ZodType }[];
};

/** The declarations of a namespace of `protocol/`. */
type Commands<N extends string> = {
  readonly names: readonly N[];
  readonly commands: Readonly<Record<N, Command & { readonly role?: string }>>;
  readonly refusalsOf: (name: N) => readonly RefusalCode[];
  readonly repliesOf: (name: N) => { readonly success: z.ZodType; readonly failure: z.ZodType };
};

const commandsOf = <N extends string>({ names, commands, refusalsOf, repliesOf }: Commands<N>): DescribedCommand[] =>
  names.map((name) => {
    const { kind, role, description, request } = commands[name];
    const refusals = refusalsOf(name);
    const [tags, secured] = role === undefined ? [[kind], refusals.includes('signInRequired')] : [[kind, role], true];
    return { name, description, request, ...repliesOf(name), refusals, tags, secured };
  });
const pushesOf = (pushes: Readonly<Record<string, z.ZodType>>) =>
  Object.entries(pushes).map(([name, push]) => ({ name, push }));

const select: DescribedNamespace = {
  channel: 'select',
  prefix: '',
  title: "The applicants' namespace",
  session: {
    name: 'session',
    description:
      'The token from `POST /api/session`, given as `auth.token` when joining the namespace; a browser is known by its cookie.',
  },
  handshake: selectHandshake,
  commands: commandsOf(selectNamespace),
  pushes: pushesOf(serverToClient),
};

const desk: DescribedNamespace = {
  channel: 'desk',
  prefix: 'desk.',
  title: "The operators' namespace",
  session: {
    name: 'deskSession',
    description:
      'The token from `POST /api/desk/session`, given as `auth.token` when joining the namespace; a browser is known by its cookie.',
  },
  handshake: deskHandshake,
  commands: commandsOf(deskNamespace),
  pushes: pushesOf(deskServerToClient),
};

/** Both namespaces of the sockets. */
export const namespaces: readonly DescribedNamespace[] = [select, desk];
