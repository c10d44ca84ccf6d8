import { effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { DeskCommandName } from '../../protocol/desk/client-to-server.ts';
import type { DeskCounters } from '../../protocol/desk/counters.ts';
import { mayUse } from '../../protocol/desk/kinds.ts';
import type { DeskWelcome } from '../../protocol/desk/pushes/desk-welcome.ts';
import type { ImportMoved } from '../../protocol/desk/pushes/import-moved.ts';
import type { DeskSessionView } from '../../protocol/desk/session.ts';
import type { Acting } from '../lib/acting.ts';
import { contextOf } from '../pages/context.ts';
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

/** The state and actions of the desk's pages; created once, in `main.tsx`. */
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
  /** The account that is signed in; undefined until the server has answered. */
  readonly session: ReadonlySignal<DeskSessionView | null | undefined>;
  /** Why the session ended without a request of this page; null if it did not. */
  readonly endedBy: ReadonlySignal<'elsewhere' | 'idle' | null>;
  /** The browser did not keep the cookie of a session that had just begun. */
  readonly cookiesOff: ReadonlySignal<boolean>;
  readonly signedIn: (session: DeskSessionView) => void;
  readonly signOut: () => Promise<void>;
  /** Whether the account's role allows a command; the pages offer no other. */
  readonly may: (command: DeskCommandName) => boolean;
};

/** Whether an account may work at the desk: it needs no new pass-phrase and no second factor first. */
export const mayWork = ({ mustChange, secondFactor }: DeskSessionView): boolean =>
  !mustChange && secondFactor !== 'demanded';

type Parts = Pick<Desk, 'client' | 'api' | 'acting' | 'language' | 'router'>;

export const createDesk = ({ client, api, acting, language, router }: Parts): Desk => {
  const session: Signal<DeskSessionView | null | undefined> = signal(undefined);
  const endedBy = signal<'elsewhere' | 'idle' | null>(null);
  const otherAccount = signal(false);
  const cookiesOff = signal(false);
  // Whether the browser has kept the session's cookie, as far as this page knows.
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
  /** Drops the search and the import, which only their account may see. */
  const forget = (): void => {
    search.forget();
    importing.forget();
    router.go({ page: 'find', of: '' });
  };
  // Closed first, so that the server's goodbye to this very session is not taken for someone else's doing.
  const leave = async (by: 'elsewhere' | 'idle' | null): Promise<void> => {
    client.close();
    // Sent while the page still acts for the leaving account: one that has signed in meanwhile stays.
    const gone = api.signOut();
    session.value = null;
    otherAccount.value = false;
    endedBy.value = kept ? by : null;
    cookiesOff.value = by !== null && !kept;
    forget();
    await gone;
    tellOtherTabs();
  };
  /** Continues with the account of the present cookie. */
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
  // Continues with the account that is signed in by now.
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
      // If the browser keeps no cookie, nobody is signed in; the connection alone would not say why.
      void readSession();
    },
    signOut: () => leave(null),
    may: (command) => {
      const who = session.value;
      return who !== null && who !== undefined && mayUse(who.role, command);
    },
    returns: signal(0),
    ...createVoice(),
    drawn: { page: null },
    pageClass: 'desk-page',
    detailOf: (refusal) => {
      const { connection: said, instant } = language.texts.value;
      const { timeZone = 'Asia/Shanghai' } = client.welcome.get()?.authority ?? {};
      // During sign-in the server's clock is unknown, so the instant stands there however near it is.
      return whenAgain(refusal, 0, (at) => said.after(instant(at, timeZone)));
    },
  };
};

const isSame = (one: DeskSessionView, other: DeskSessionView): boolean =>
  (['userName', 'role', 'mustChange', 'secondFactor'] as const).every((each) => one[each] === other[each]);

export const [DeskContext, useDesk] = contextOf<Desk>('desk');

/** The authority's pool, prefix and time zone; defaults until the server's welcome has come. */
export const useAuthority = (): DeskWelcome['authority'] =>
  useDesk().welcome.value?.authority ?? { pool: '', prefix: '', timeZone: 'Asia/Shanghai' };
