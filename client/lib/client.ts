import type { KeyboardLayout, TypedKeys } from '../../protocol/keyboard.ts';
import type { PatternPicture } from '../../protocol/pattern-picture.ts';
import type { PoolPicture } from '../../protocol/pool-picture.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import { selectKinds } from '../../protocol/select/kinds.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { cell, type Readable } from './cell.ts';
import type { SelectConversation, SelectPushes } from './conversation.ts';
import { createLink, type Link, type LinkOptions } from './link.ts';
import { createPatternFeed } from './pattern-feed.ts';
import { createPoolFeed } from './pool-feed.ts';
import { createSelectionFeed } from './selection-feed.ts';
import type { Wire } from './wire.ts';

export type SelectClient = Link<SelectConversation> & {
  readonly pool: Readable<PoolPicture | null>;
  readonly pattern: Readable<PatternPicture | null>;
  readonly selection: Readable<SelectionView | null>;
  /** True once the server speaks another version of the wire than this client: it must be loaded anew. */
  readonly outdated: Readable<boolean>;
  /** Connects again as another account: after signing in or out. */
  readonly reconnect: () => void;
  /** Types a whole pattern; `pattern` follows it from then on. Resolves to the refusal, if there is one. */
  readonly type: (layout: KeyboardLayout, keys: TypedKeys) => Promise<Refusal | null>;
  readonly stopTyping: () => void;
};

/** A client of `/select` over a wire. It holds what the server says, and never guesses what it did not say. */
export const createClient = (wire: Wire, options: LinkOptions = {}): SelectClient => {
  const selection = createSelectionFeed();
  const outdated = cell(false);

  const link = createLink<SelectConversation, SelectPushes>(
    wire,
    {
      kinds: selectKinds,
      pushes: {
        welcome: (push) => {
          link.hint(push.now);
          outdated.set(push.protocol !== PROTOCOL_VERSION);
          pool.onPicture(push.pool);
          selection.onWelcome(push.selection);
        },
        poolMoved: (push) => pool.onMoved(push),
        patternMoved: (push) => pattern.onMoved(push),
        selectionChanged: (push) => selection.onView(push.selection),
      },
      onReply: (reply) => {
        if (reply.selection !== undefined) selection.onView(reply.selection);
      },
      onUp: () => pattern.onUp(),
      onDown: () => pool.onDown(),
    },
    options,
  );
  const pool = createPoolFeed(async () => {
    const reply = await link.send('readPool', {});
    return reply !== 'unanswered' && reply.ok ? reply.answer : null;
  });
  const pattern = createPatternFeed(async (layout, keys, abandon) => {
    const reply = await link.send('typePattern', { layout: layout.id, keys }, abandon);
    if (reply === 'unanswered') return reply;
    return reply.ok ? reply.answer : reply.refusal;
  });

  const close = (): void => {
    pattern.stop();
    link.close();
  };
  return {
    ...link,
    pool: pool.picture,
    pattern: pattern.picture,
    selection: selection.view,
    outdated,
    close,
    reconnect: () => {
      close();
      selection.onWelcome(null);
      link.connect();
    },
    type: pattern.type,
    stopTyping: pattern.stop,
  };
};
