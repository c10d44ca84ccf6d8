import type { Refusal } from '../../protocol/refusals.ts';
import type { Conversation, NameIn, Pushes, SelectConversation, SelectPushes } from './conversation.ts';

/** What is done about each push. */
export type PushHandlers<P extends Pushes = SelectPushes> = { readonly [N in keyof P]: (push: P[N]) => void };

/** What a wire tells its one listener: that it is up, that it is down, and every push. */
export type WireListener<P extends Pushes = SelectPushes> = PushHandlers<P> & {
  readonly up: () => void;
  /** The connection was lost or could not be made; `refusal` where the server said why it would not have us. */
  readonly down: (refusal: Refusal | null) => void;
};

/**
 * One connection to a namespace, opened and closed at will. It never opens itself again and never keeps a message for
 * later: both are decided above it. An ack that was outstanding when it went down never comes.
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
