import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { DeskCounters } from '../../protocol/desk/counters.ts';
import type { DeskCommandName } from '../../protocol/desk/desk-client-to-server.ts';
import type { DeskWelcome } from '../../protocol/desk/pushes/desk-welcome.ts';
import type { ImportMoved } from '../../protocol/desk/pushes/import-moved.ts';
import { mayUse } from '../../protocol/desk/roles.ts';
import type { DeskSessionView } from '../../protocol/desk/session.ts';
import { createVoice, type Frame, whenAgain } from '../pages/frame.ts';
import type { Language } from '../pages/language.ts';
import { lift } from '../pages/lift.ts';
import { whenSessionEnds } from '../pages/session-end.ts';
import type { DeskApi } from './desk-api.ts';
import type { DeskClient } from './desk-client.ts';
import { createSearch, type Search } from './find/search.ts';
import { createImporting, type Importing } from './import/importing.ts';
import type { DeskRouter } from './router.ts';
import type { DeskTexts } from './texts/catalogue.ts';

/** Everything that the desk's pages read and call; made once, in `main.tsx`. */
export type Desk = Omit<Frame, 'client' | 'language'> & {
  readonly client: DeskClient;
  readonly api: DeskApi;
  readonly language: Language<DeskTexts>;
  readonly router: DeskRouter;
  readonly search: Search;
  readonly importing: Importing;
  readonly welcome: ReadonlySignal<DeskWelcome | null>;
  readonly counters: ReadonlySignal<readonly DeskCounters[]>;
  readonly imported: ReadonlySignal<ImportMoved | null>;
  /** Who is signed in; undefined until the server has said. */
  readonly session: ReadonlySignal<DeskSessionView | null | undefined>;
  /** Why the session ended without being asked to; null where it did not. */
  readonly endedBy: ReadonlySignal<'elsewhere' | 'idle' | null>;
  readonly signedIn: (session: DeskSessionView) => void;
  readonly signOut: () => Promise<void>;
  /** Whether the role of whoever is signed in allows a command; what it does not is not offered. */
  readonly may: (command: DeskCommandName) => boolean;
};
type Parts = Pick<Desk, 'client' | 'api' | 'language' | 'router'>;

export const createDesk = ({ client, api, language, router }: Parts): Desk => {
  const session: Signal<DeskSessionView | null | undefined> = signal(undefined);
  const endedBy = signal<'elsewhere' | 'idle' | null>(null);
  const connection = lift(client.connection);
  const search = createSearch(client, () => router.go({ page: 'find', of: '' }));
  const importing = createImporting(client);

  const signedIn = (who: DeskSessionView): void => {
    session.value = who;
    endedBy.value = null;
    client.close();
    if (!who.mustChange) client.connect();
  };
  // Closed first, so that the server's goodbye to this very session is not taken for someone else's doing.
  const leave = async (by: 'elsewhere' | 'idle' | null): Promise<void> => {
    session.value = null;
    endedBy.value = by;
    client.close();
    search.forget();
    importing.forget();
    router.go({ page: 'find', of: '' });
    await api.signOut();
  };
  void api.readSession().then((answer) => {
    if (session.peek() !== undefined) return;
    if (answer.ok && answer.value !== null) signedIn(answer.value);
    else session.value = null;
  });
  // Goes on as whoever is signed in by now.
  const lookAgain = async (): Promise<void> => {
    const answer = await api.readSession();
    const ended = connection.peek();
    if (ended.stage !== 'ended' || !session.peek()) return;
    if (answer.ok && answer.value !== null) signedIn(answer.value);
    else await leave(ended.reason === 'idle' ? 'idle' : 'elsewhere');
  };
  whenSessionEnds(connection, () => void lookAgain());
  return {
    client,
    api,
    language,
    router,
    search,
    importing,
    connection,
    outdated: lift(client.outdated),
    welcome: lift(client.welcome),
    counters: lift(client.counters),
    imported: lift(client.imported),
    session,
    endedBy,
    signedIn,
    signOut: () => leave(null),
    may: (command) => {
      const who = session.value;
      return who !== null && who !== undefined && mayUse(who.role, command);
    },
    ...createVoice(),
    drawn: { page: null },
    pageClass: 'desk-page',
    detailOf: (refusal) => {
      const { connection: said, instant } = language.texts.value;
      const { timeZone = 'Asia/Shanghai' } = client.welcome.get()?.authority ?? {};
      // Signing in, the server's clock is not known yet; so it is said however soon it is.
      return whenAgain(refusal, 0, (at) => said.after(instant(at, timeZone)));
    },
  };
};

export const DeskContext = createContext<Desk | null>(null);

/** The desk around a component. Throws outside of one. */
export const useDesk = (): Desk => {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error('a page was drawn outside the desk');
  return desk;
};

/** The authority's zone and prefix; what a connection has not said yet is guessed, for a moment. */
export const useAuthority = (): DeskWelcome['authority'] =>
  useDesk().welcome.value?.authority ?? { pool: '', prefix: '', timeZone: 'Asia/Shanghai' };
