import type { Namespace, Socket } from 'socket.io';
import type { ClientToServerEvents } from '../../protocol/select/client-to-server.ts';
import type { ServerToClientEvents } from '../../protocol/select/server-to-client.ts';
import type { Watcher } from './pattern-topics.ts';

type NoEvents = Record<string, never>;

/** Data on each connection: without it every key would need a look-up by the connection. */
type Carried = { watcher?: Watcher | undefined };

/** The applicants' namespace, `/select`, and a connection to it. */
export type SelectNamespace = Namespace<ClientToServerEvents, ServerToClientEvents, NoEvents, Carried>;
export type SelectSocket = Socket<ClientToServerEvents, ServerToClientEvents, NoEvents, Carried>;
