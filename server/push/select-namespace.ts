import type { Namespace, Socket } from 'socket.io';
import type { ClientToServerEvents } from '../../protocol/client-to-server.ts';
import type { ServerToClientEvents } from '../../protocol/server-to-client.ts';

type NoEvents = Record<string, never>;

/** The applicants' namespace, `/select`, and a connection to it. */
export type SelectNamespace = Namespace<ClientToServerEvents, ServerToClientEvents, NoEvents, unknown>;
export type SelectSocket = Socket<ClientToServerEvents, ServerToClientEvents, NoEvents, unknown>;
