import { effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { DeskCommandName } from '../../protocol/desk/client-to-server.ts';
import type { DeskCounters } from '../../protocol/desk/counters.ts';
import { mayUse } from '../../protocol/desk/kinds.ts';
import type { DeskWelcome } from '../../protocol/desk/pushes/desk-welcome.ts';
import type { ImportMoved } from '../../protocol/desk/pushes/import-moved.ts';
import type { DeskSessionView } from '../../protocol/desk/session.ts';
import type { Acting } from '../lib/acting.ts';
import { createVoice, type Frame, whenAgain } from '../pages/frame.ts';
import type { Language } from '../pages/language.ts';
import { lift } from '../pages/lift.ts';
import { otherTabs } from '../pages/other-tabs.ts';
import { whenSessionEnds } from '../pages/session-end.ts';
import { watchSockets } from '../pages/sockets-blocked.ts';
import type { DeskApi } from './desk-api.ts';
import type { DeskClient } from './desk-client.ts';
import { createSearch, type Search } from './find/search.ts';
import { createImporting, type Importing } from './import/importing.ts';
import type { DeskRouter } from './router.ts';
import type { DeskTexts } from './texts/zh.ts';

/** Everything that the desk's pages read and call; made once, in `main.tsx`. */
export type Desk = Omit<Frame, 'client' | 'language'> & {
  readonly client: DeskClient;
  readonly api: DeskApi;
  readonly acting: Acting;
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
  /** The browser did not keep the cookie of a session that had just begun. */
  readonly cookiesOff: ReadonlySignal<boolean>;
  /** Reads again who is signed in: another tab may have signed in or out. */
  readonly readSession: () => Promise<void>;
  readonly signedIn: (session: DeskSessionView) => void;
  readonly signOut: () => Promise<void>;
  /** Whether the role of whoever is signed in allows a command; what it does not is not offered. */
  readonly may: (command: DeskCommandName) => boolean;
};

/** Whether somebody may work: nothing about how they sign in has to be put right first. */
export const mayWork = ({ mustChange, secondFactor }: DeskSessionView): boolean =>
  !mustChange && secondFactor !== 'demanded';

type Parts = Pick<Desk, 'client' | 'api' | 'acting' | 'language' | 'router'>;

export const createDesk = ({ client, api, acting, language, router }: Parts): Desk => {
  const session: Signal<DeskSessionView | null | undefined> = signal(undefined);
  const endedBy = signal<'elsewhere' | 'idle' | null>(null);
  const otherAccount = signal(false);
  const cookiesOff = signal(false);
  // Whether the browser has kept the session's cookie, as far as this page has seen.
  let kept = false;
  const connection = lift(client.connection);
  const search = createSearch(client, () => router.go({ page: 'find', of: '' }));
  const importing = createImporting(client);

  const signedIn = (who: DeskSessionView): void => {
    session.value = who;
    endedBy.value = null;
    cookiesOff.value = false;
    client.close();
    if (mayWork(who)) client.connect();
  };
  effect(() => {
    acting.account = session.value?.userName ?? null;
  });
  /** What was searched and imported is for who did it. */
  const forget = (): void => {
    search.forget();
    importing.forget();
    router.go({ page: 'find', of: '' });
  };
  // Closed first, so that the server's goodbye to this very session is not taken for someone else's doing.
  const leave = async (by: 'elsewhere' | 'idle' | null): Promise<void> => {
    client.close();
    // Begun while the page still acts for who leaves: whoever has signed in meanwhile stays.
    const gone = api.signOut();
    session.value = null;
    otherAccount.value = false;
    endedBy.value = kept ? by : null;
    cookiesOff.value = by !== null && !kept;
    forget();
    await gone;
    tellOtherTabs();
  };
  /** Goes on as whoever is behind the cookie by now. */
  const takeOver = (who: DeskSessionView): void => {
    const before = session.peek();
    kept = true;
    if (before && isSame(before, who)) return;
    otherAccount.value = Boolean(before) && before?.userName !== who.userName;
    if (otherAccount.peek()) forget();
    signedIn(who);
  };
  const whyEnded = (): 'elsewhere' | 'idle' => {
    const state = connection.peek();
    return state.stage === 'ended' && state.reason === 'idle' ? 'idle' : 'elsewhere';
  };
  const readSession = async (): Promise<void> => {
    const asked = session.peek();
    const answer = await api.readSession();
    // Signed in or out while it was under way: old news.
    if (!answer.ok || session.peek() !== asked) return;
    if (answer.value !== null) takeOver(answer.value);
    else if (asked) await leave(whyEnded());
  };
  acting.onRefused = () => void readSession();
  const tellOtherTabs = otherTabs('desk', () => void readSession());
  void api.readSession().then((answer) => {
    if (session.peek() !== undefined) return;
    if (answer.ok && answer.value !== null) takeOver(answer.value);
    else session.value = null;
  });
  // Goes on as whoever is signed in by now.
  const lookAgain = async (): Promise<void> => {
    const answer = await api.readSession();
    if (connection.peek().stage !== 'ended' || !session.peek()) return;
    if (answer.ok && answer.value !== null) {
      takeOver(answer.value);
      client.connect();
    } else await leave(whyEnded());
  };
  whenSessionEnds(connection, () => void lookAgain());
  return {
    client,
    api,
    acting,
    language,
    router,
    search,
    importing,
    connection,
    outdated: lift(client.outdated),
    socketsBlocked: watchSockets(client.unheard, async () => (await api.readSession()).ok),
    welcome: lift(client.welcome),
    counters: lift(client.counters),
    imported: lift(client.imported),
    session,
    endedBy,
    otherAccount,
    cookiesOff,
    readSession,
    signedIn: (who) => {
      kept = false;
      otherAccount.value = false;
      signedIn(who);
      tellOtherTabs();
      // A browser that keeps no cookie has nobody signed in; the connection alone would not say why.
      void readSession();
    },
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

const isSame = (one: DeskSessionView, other: DeskSessionView): boolean =>
  (['userName', 'role', 'mustChange', 'secondFactor'] as const).every((each) => one[each] === other[each]);

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
