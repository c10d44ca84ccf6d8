import type { z } from 'zod';
import {
  type DeskCommandName,
  deskClientToServer,
  deskRefusalsOf,
  deskRepliesOf,
} from '../../../protocol/desk/client-to-server.ts';
import { deskHandshake } from '../../../protocol/desk/handshake.ts';
import { leastRole } from '../../../protocol/desk/roles.ts';
import { deskServerToClient } from '../../../protocol/desk/server-to-client.ts';
import type { RefusalCode } from '../../../protocol/refusals.ts';
import { type CommandName, clientToServer, refusalsOf, repliesOf } from '../../../protocol/select/client-to-server.ts';
import { selectHandshake } from '../../../protocol/select/handshake.ts';
import { serverToClient } from '../../../protocol/select/server-to-client.ts';

/** A command or query, with everything that the wire's schemas say of it. */
export type DescribedCommand = {
  readonly name: string;
  readonly description: string;
  readonly request: z.ZodType;
  readonly success: z.ZodType;
  readonly failure: z.ZodType;
  readonly refusals: readonly RefusalCode[];
  readonly tags: readonly string[];
  /** Whether only who is signed in may say it. */
  readonly secured: boolean;
};

/** A namespace as the document tells of it. */
export type DescribedNamespace = {
  readonly channel: 'select' | 'desk';
  /** Stands before its names in the document, where both namespaces have some of the same. */
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

const kindOf = (request: z.ZodObject): string => ('id' in request.shape ? 'command' : 'query');
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
  commands: (Object.keys(clientToServer) as CommandName[]).map((name) => {
    const { description, request } = clientToServer[name];
    const refusals = refusalsOf(name);
    const secured = refusals.includes('signInRequired');
    return { name, description, request, ...repliesOf(name), refusals, tags: [kindOf(request)], secured };
  }),
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
  commands: (Object.keys(deskClientToServer) as DeskCommandName[]).map((name) => {
    const { description, request } = deskClientToServer[name];
    const tags = [kindOf(request), leastRole[name]];
    return { name, description, request, ...deskRepliesOf(name), refusals: deskRefusalsOf(name), tags, secured: true };
  }),
  pushes: pushesOf(deskServerToClient),
};

/** All that is spoken over sockets. */
export const namespaces: readonly DescribedNamespace[] = [select, desk];
