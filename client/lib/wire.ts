import type { CommandName, Reply, RequestInput } from '../../protocol/client-to-server.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import type { PushName, ServerToClientEvents } from '../../protocol/server-to-client.ts';

type PushOf<N extends PushName> = Parameters<ServerToClientEvents[N]>[0];
type PushHandlers = { readonly [N in PushName]: (push: PushOf<N>) => void };

/** What a wire tells its one listener: that it is up, that it is down, and every push. */
export type WireListener = PushHandlers & {
  readonly up: () => void;
  /** The connection was lost or could not be made; `refusal` where the server said why it would not have us. */
  readonly down: (refusal: Refusal | null) => void;
};

/**
 * One connection to `/select`, opened and closed at will. It never opens itself again and never keeps a message for
 * later: both are decided above it. An ack that was outstanding when it went down never comes.
 */
export type Wire = {
  readonly listen: (listener: WireListener) => void;
  /** Starts to connect; `up` or `down` follows. */
  readonly open: () => void;
  /** Ends the connection, or the attempt; neither `up` nor `down` follows. */
  readonly close: () => void;
  /** Only while up. */
  readonly emit: <N extends CommandName>(name: N, request: RequestInput<N>, ack: (reply: Reply<N>) => void) => void;
};
