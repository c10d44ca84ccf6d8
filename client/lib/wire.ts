import type { Refusal } from '../../protocol/refusals.ts';
import type { Conversation, NameIn, Pushes, SelectConversation, SelectPushes } from './conversation.ts';

/** The handler of each push. */
export type PushHandlers<P extends Pushes = SelectPushes> = { readonly [N in keyof P]: (push: P[N]) => void };

/** The one listener of a wire: it hears that the wire is up or down, and every push. */
export type WireListener<P extends Pushes = SelectPushes> = PushHandlers<P> & {
  readonly up: () => void;
  /** The connection was lost or could not be made. `refusal` is the server's reason, if it refused the handshake. */
  readonly down: (refusal: Refusal | null) => void;
};

/**
 * One connection to a namespace, opened and closed at will. It never reconnects and never queues a message: its user
 * decides both. An ack that is outstanding when it goes down never comes.
 */
export type Wire<C extends Conversation = SelectConversation, P extends Pushes = SelectPushes> = {
  readonly listen: (listener: WireListener<P>) => void;
  /** Starts to connect; `up` or `down` follows. */
  readonly open: () => void;
  /** Ends the connection, or the attempt; neither `up` nor `down` follows. */
  readonly close: () => void;
  /** Only while up. */
  readonly emit: <N extends NameIn<C>>(name: N, request: C[N]['request'], ack: (reply: C[N]['reply']) => void) => void;
};
