import type { DeskGoodbye } from '../../protocol/desk/pushes/desk-goodbye.ts';
import type { ConversationIn } from '../../protocol/namespace.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import type { selectNamespace } from '../../protocol/select/client-to-server.ts';
import type { Goodbye } from '../../protocol/select/pushes/goodbye.ts';
import type { PushName, ServerToClientEvents } from '../../protocol/select/server-to-client.ts';

/** What every reply is, whatever it answers. */
type AnyReply =
  | { readonly now: number; readonly ok: true; readonly answer: unknown }
  | { readonly now: number; readonly ok: false; readonly refusal: Refusal };

type Exchange = { readonly request: object; readonly reply: AnyReply };

/** Everything that can be said on one namespace: by the message's name, its request and its reply. */
export type Conversation = { readonly [name: string]: Exchange; readonly syncClock: Exchange };
export type NameIn<C extends Conversation> = keyof C & string;

/** Everything that a server says unasked on one namespace, by name. */
export type Pushes = { readonly goodbye: AnyGoodbye };
/** A goodbye of either namespace. */
export type AnyGoodbye = Goodbye | DeskGoodbye;

/** The conversation of applicants, on `/select`. */
export type SelectConversation = ConversationIn<typeof selectNamespace>;
export type SelectPushes = { readonly [N in PushName]: Parameters<ServerToClientEvents[N]>[0] };
