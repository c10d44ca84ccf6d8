import { effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { SessionView } from '../../protocol/http.ts';
import type { PatternPicture } from '../../protocol/pattern-picture.ts';
import type { PoolPicture } from '../../protocol/pool-picture.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import type { SelectClient } from '../lib/client.ts';
import type { ConnectionState } from '../lib/connection.ts';
import type { Api } from '../lib/http.ts';
import type { Texts } from '../texts/catalogue.ts';
import type { Language } from './language.ts';
import { lift } from './lift.ts';
import type { Memory } from './memory.ts';
import type { Router } from './router.ts';

/** Everything that the pages read and call; made once, in `main.tsx`. */
export type App = {
  readonly client: SelectClient;
  readonly api: Api;
  readonly language: Language<Texts>;
  readonly router: Router;
  /** Forgotten with the tab. */
  readonly memory: Memory;
  readonly connection: ReadonlySignal<ConnectionState>;
  readonly outdated: ReadonlySignal<boolean>;
  readonly pool: ReadonlySignal<PoolPicture | null>;
  readonly pattern: ReadonlySignal<PatternPicture | null>;
  readonly selection: ReadonlySignal<SelectionView | null>;
  readonly clockOffset: ReadonlySignal<number>;
  /** A countdown has just ended the hold that was shown here; until the next stage. */
  readonly lapsed: ReadonlySignal<boolean>;
  /** Who is signed in; undefined until the server has said. */
  readonly session: ReadonlySignal<SessionView | null | undefined>;
  readonly signedIn: (session: SessionView) => void;
  readonly signOut: () => Promise<void>;
  /** The session ended without being asked to: in another tab, or because its time was up. */
  readonly signedOutElsewhere: ReadonlySignal<boolean>;
  /** The sentence that a screen reader is to say next. */
  readonly announcement: ReadonlySignal<string>;
  readonly announce: (text: string) => void;
  /** The page that was drawn last. */
  readonly drawn: { page: string | null };
};
type Parts = Pick<App, 'client' | 'api' | 'language' | 'router' | 'memory'>;

export const createApp = ({ client, api, language, router, memory }: Parts): App => {
  const session: Signal<SessionView | null | undefined> = signal(undefined);
  const announcement = signal('');
  const connection = lift(client.connection);

  const signedOutElsewhere = signal(false);

  // Closed first, so that the server's goodbye to this very session is not taken for someone else's doing.
  const leave = async (elsewhere: boolean): Promise<void> => {
    session.value = null;
    signedOutElsewhere.value = elsewhere;
    client.close();
    router.go('lobby');
    await api.signOut();
    client.reconnect();
  };
  void api.readSession().then((answer) => {
    session.value ??= answer.ok ? answer.value : null;
  });
  // Drops the cookie and goes on as a visitor.
  effect(() => {
    const state = connection.value;
    if (state.stage === 'ended' && state.reason !== null && session.peek() && isAboutSession(state.reason))
      void leave(true);
  });
  // A connection that came back as another applicant, or as nobody, says that the session has changed under the page.
  const selection = lift(client.selection);
  let owner: SelectionView['id'] | undefined;
  effect(() => {
    const before = owner;
    owner = selection.value?.id;
    if (before === undefined || owner === before || !session.peek()) return;
    void api.readSession().then((answer) => {
      if (!answer.ok) return;
      if (answer.value === null) void leave(true);
      else session.value = answer.value;
    });
  });
  return {
    client,
    api,
    language,
    router,
    memory,
    connection,
    outdated: lift(client.outdated),
    pool: lift(client.pool),
    pattern: lift(client.pattern),
    selection,
    lapsed: lapseOf(selection, client.serverNow),
    clockOffset: lift(client.clockOffset),
    session,
    signedIn: (who) => {
      session.value = who;
      signedOutElsewhere.value = false;
      client.reconnect();
      router.go('compose');
    },
    signOut: () => leave(false),
    signedOutElsewhere,
    announcement,
    drawn: { page: null },
    announce: (text) => {
      // The same sentence twice would not be spoken twice; a trailing space makes it another one.
      announcement.value = announcement.peek() === text ? `${text} ` : text;
    },
  };
};

/** A hold was seen and its deadline is past: what is chosen next begins with that news. */
const lapseOf = (selection: ReadonlySignal<SelectionView | null>, now: () => number): ReadonlySignal<boolean> => {
  const lapsed = signal(false);
  let deadline: number | null = null;
  effect(() => {
    const view = selection.value;
    const ended = view?.stage === 'choosing' && deadline !== null && now() >= deadline - CLOCK_ERROR;
    if (ended) lapsed.value = true;
    else if (view?.stage !== 'choosing') lapsed.value = false;
    deadline = view !== null && 'deadline' in view ? view.deadline : null;
  });
  return lapsed;
};

/** By how much the measured clock may lag behind the server that has just called the deadline past, in ms. */
const CLOCK_ERROR = 500;

type EndReason = Exclude<Extract<ConnectionState, { stage: 'ended' }>['reason'], null>;
const isAboutSession = (reason: EndReason): boolean =>
  reason === 'signedOut' ||
  (typeof reason === 'object' && (reason.code === 'sessionEnded' || reason.code === 'signInRequired'));

export const AppContext = createContext<App | null>(null);

/** The app around a component. Throws outside of one. */
export const useApp = (): App => {
  const app = useContext(AppContext);
  if (app === null) throw new Error('a page was drawn outside the app');
  return app;
};
