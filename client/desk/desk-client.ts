import type { DeskCommandName, deskNamespace } from '../../protocol/desk/client-to-server.ts';
import type { DeskCounters } from '../../protocol/desk/counters.ts';
import { deskKinds } from '../../protocol/desk/kinds.ts';
import type { DeskWelcome } from '../../protocol/desk/pushes/desk-welcome.ts';
import type { ImportMoved } from '../../protocol/desk/pushes/import-moved.ts';
import type { DeskPushName, DeskServerToClientEvents } from '../../protocol/desk/server-to-client.ts';
import type { ConversationIn } from '../../protocol/namespace.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { cell, type Readable } from '../lib/cell.ts';
import type { BodyOf } from '../lib/commands.ts';
import { createLink, type Link } from '../lib/link.ts';
import type { Wire } from '../lib/wire.ts';

/** The conversation of the desk, on `/desk`. */
export type DeskConversation = ConversationIn<typeof deskNamespace>;
export type DeskPushes = { readonly [N in DeskPushName]: Parameters<DeskServerToClientEvents[N]>[0] };
export type DeskBody<N extends DeskCommandName> = BodyOf<DeskConversation, N>;

/** The number of counters kept. One comes each second, so they are the last ten minutes. */
const KEPT_COUNTERS = 600;

export type DeskClient = Link<DeskConversation> & {
  /** The server's welcome of this connection; null before it came. */
  readonly welcome: Readable<DeskWelcome | null>;
  /** The counters of the last minutes, oldest first. */
  readonly counters: Readable<readonly DeskCounters[]>;
  readonly imported: Readable<ImportMoved | null>;
  readonly outdated: Readable<boolean>;
  /** Replaces the connection; an import that belongs to the old one ends with it. */
  readonly startAfresh: () => void;
};

/** A client of `/desk` over a wire. */
export const createDeskClient = (wire: Wire<DeskConversation, DeskPushes>): DeskClient => {
  const welcome = cell<DeskWelcome | null>(null);
  const counters = cell<readonly DeskCounters[]>([]);
  const imported = cell<ImportMoved | null>(null);
  const outdated = cell(false);

  const onCounters = (next: DeskCounters): void => counters.set([...counters.get(), next].slice(-KEPT_COUNTERS));
  const link = createLink<DeskConversation, DeskPushes>(wire, {
    kinds: deskKinds,
    pushes: {
      deskWelcome: (push) => {
        link.hint(push.now);
        outdated.set(push.protocol !== PROTOCOL_VERSION);
        welcome.set(push);
        onCounters(push.counters);
      },
      countersMoved: onCounters,
      importMoved: (push) => imported.set(push),
    },
  });
  return {
    ...link,
    welcome,
    counters,
    imported,
    outdated,
    startAfresh: () => {
      link.close();
      link.connect();
    },
    close: () => {
      link.close();
      welcome.set(null);
      counters.set([]);
    },
  };
};
