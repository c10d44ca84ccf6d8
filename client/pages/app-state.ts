import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { DemoAccounts } from '../../protocol/http/demo-accounts.ts';
import type { SessionView } from '../../protocol/http/session.ts';
import type { SelectionId } from '../../protocol/ids.ts';
import type { PatternPicture } from '../../protocol/pattern-picture.ts';
import type { PoolPicture } from '../../protocol/pool-picture.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import type { Acting } from '../lib/acting.ts';
import type { SelectClient } from '../lib/client.ts';
import type { Api } from '../lib/http.ts';
import type { Texts } from '../texts/zh.ts';
import { contextOf } from './context.ts';
import { createVoice, type Frame, whenAgain } from './frame.ts';
import type { Language } from './language.ts';
import { lift } from './lift.ts';
import type { Memory } from './memory.ts';
import { otherTabs } from './other-tabs.ts';
import type { Router } from './router.ts';
import { whenSessionEnds } from './session-end.ts';
import { watchSockets } from './sockets-blocked.ts';
import type { VehicleChoice } from './vehicle-choice.ts';

/** The state and actions of the pages; created once, in `main.tsx`. */
export type App = Omit<Frame, 'client' | 'language'> & {
  readonly client: SelectClient;
  readonly api: Api;
  readonly acting: Acting;
  readonly language: Language<Texts>;
  readonly router: Router;
  /** Forgotten with the tab. */
  readonly memory: Memory;
  readonly pool: ReadonlySignal<PoolPicture | null>;
  readonly pattern: ReadonlySignal<PatternPicture | null>;
  readonly selection: ReadonlySignal<SelectionView | null>;
  readonly clockOffset: ReadonlySignal<number>;
  /** A countdown has just ended the hold that was shown here; until the next stage. */
  readonly lapsed: ReadonlySignal<boolean>;
  /** The account that is signed in; undefined until the server has answered. */
  readonly session: ReadonlySignal<SessionView | null | undefined>;
  readonly signedIn: (session: SessionView) => void;
  readonly signOut: () => Promise<void>;
  /** Ends every session of the account. Resolves to false, and ends none, if the server does not answer. */
  readonly signOutEverywhere: () => Promise<boolean>;
  /** The demo applicants, if the server has any. */
  readonly demo: ReadonlySignal<DemoAccounts | null>;
  /** Goes on with this vehicle of the account. */
  readonly choose: (vehicle: SelectionId) => void;
  /** No vehicle is chosen: the account has several, or none at all. */
  readonly vehicleWanted: ReadonlySignal<boolean>;
  /** The session ended without a request of this page: in another tab, or by its expiry. */
  readonly signedOutElsewhere: ReadonlySignal<boolean>;
  /** The browser did not keep the cookie of a session that had just begun. */
  readonly cookiesOff: ReadonlySignal<boolean>;
};
type Parts = Pick<App, 'client' | 'api' | 'acting' | 'language' | 'router' | 'memory'> & {
  readonly choice: VehicleChoice;
};

export const createApp = ({ client, api, acting, language, router, memory, choice }: Parts): App => {
  const session: Signal<SessionView | null | undefined> = signal(undefined);
  const connection = lift(client.connection);

  const signedOutElsewhere = signal(false);
  const otherAccount = signal(false);
  const cookiesOff = signal(false);
  // Whether the browser has kept the session's cookie, as far as this page knows.
  let kept = false;
  effect(() => {
    acting.account = session.value?.userName ?? null;
  });

  // Closed first, so that the server's goodbye to this very session is not taken for someone else's doing.
  const leave = async (elsewhere: boolean): Promise<void> => {
    client.close();
    // Sent while the page still acts for the leaving account: one that has signed in meanwhile stays.
    const gone = api.signOut();
    session.value = null;
    otherAccount.value = false;
    signedOutElsewhere.value = elsewhere && kept;
    cookiesOff.value = elsewhere && !kept;
    choice.choose(null);
    router.go('lobby');
    await gone;
    client.reconnect();
    tellOtherTabs();
  };
  /** Continues with the account of the present cookie. */
  const takeOver = (who: SessionView): void => {
    const before = session.peek();
    kept = true;
    session.value = who;
    signedOutElsewhere.value = false;
    if (before?.userName === who.userName) return;
    otherAccount.value = Boolean(before);
    choice.choose(null);
    router.go('lobby');
    client.reconnect();
  };
  const readSession = async (): Promise<void> => {
    const asked = session.peek();
    const answer = await api.readSession();
    // Signed in or out while it was under way: old news.
    if (!answer.ok || session.peek() !== asked) return;
    if (answer.value !== null) takeOver(answer.value);
    else if (asked) await leave(true);
  };
  acting.onRefused = () => void readSession();
  const tellOtherTabs = otherTabs('pages', () => void readSession());
  void api.readSession().then((answer) => {
    session.value ??= answer.ok ? answer.value : null;
    kept ||= Boolean(session.peek());
  });
  // Continues with the account that is signed in by now; otherwise drops the useless cookie and continues as a visitor.
  const lookAgain = async (): Promise<void> => {
    const answer = await api.readSession();
    if (connection.peek().stage !== 'ended') return;
    if (answer.ok && answer.value !== null) {
      takeOver(answer.value);
      client.connect();
    } else if (session.peek()) await leave(true);
    else {
      await api.signOut();
      client.reconnect();
    }
  };
  whenSessionEnds(connection, () => void lookAgain());
  // A connection that came back as another applicant, or as nobody, says that the session has changed under the page.
  const selection = lift(client.selection);
  let owner: SelectionView['id'] | undefined;
  effect(() => {
    const before = owner;
    owner = selection.value?.id;
    if (before === undefined || owner === before || !session.peek()) return;
    void readSession();
  });
  // Without a selection nothing tells of such a change, so the page asks after every new connection.
  effect(() => {
    if (connection.value.stage === 'up' && selection.peek() === null && session.peek()) void readSession();
  });
  // The next connection is for the selection that is shown. A choice of another account's vehicle does not count.
  effect(() => {
    if (selection.value !== null) choice.choose(selection.value.id);
  });
  effect(() => {
    const chosen = choice.chosen.value;
    const who = session.value;
    // A selection that the server has just shown belongs to the present account; the session is being read again.
    if (chosen === null || !who || chosen === selection.peek()?.id) return;
    if (who.vehicles.some((vehicle) => vehicle.selection === chosen)) return;
    choice.choose(null);
    client.reconnect();
  });
  const demo = signal<DemoAccounts | null>(null);
  void api.readDemo().then((answer) => {
    if (answer.ok) demo.value = answer.value;
  });
  return {
    client,
    api,
    acting,
    language,
    router,
    memory,
    connection,
    outdated: lift(client.outdated),
    socketsBlocked: watchSockets(client.unheard, async () => (await api.readSession()).ok),
    pool: lift(client.pool),
    pattern: lift(client.pattern),
    selection,
    lapsed: lapseOf(selection, client.serverNow),
    clockOffset: lift(client.clockOffset),
    session,
    signedIn: (who) => {
      choice.choose(null);
      kept = false;
      session.value = who;
      signedOutElsewhere.value = false;
      otherAccount.value = false;
      cookiesOff.value = false;
      client.reconnect();
      tellOtherTabs();
      router.go(who.vehicles.length === 1 ? 'compose' : 'account');
    },
    signOut: () => leave(false),
    signOutEverywhere: async () => {
      client.close();
      const { ok } = await api.signOutEverywhere();
      if (ok) await leave(false);
      else client.connect();
      return ok;
    },
    demo,
    choose: (vehicle) => {
      if (selection.peek()?.id !== vehicle) {
        choice.choose(vehicle);
        client.reconnect();
      }
      router.go('compose');
    },
    vehicleWanted: computed(() => {
      const vehicles = session.value?.vehicles ?? [];
      return vehicles.length !== 1 && !vehicles.some((vehicle) => vehicle.selection === choice.chosen.value);
    }),
    readSession,
    signedOutElsewhere,
    otherAccount,
    cookiesOff,
    returns: signal(0),
    ...createVoice(),
    drawn: { page: null },
    pageClass: 'page',
    detailOf: (refusal) => {
      const { code, connection: said, voucher } = language.texts.value;
      const { entriesLeft: left } = refusal;
      if (left !== undefined) return ` ${code.entriesLeft(left)}`;
      const instant = (at: number): string => said.after(voucher.instant(at, client.pool.get()?.timeZone));
      return whenAgain(refusal, client.serverNow(), instant);
    },
  };
};

/** Whether a hold that was shown here has ended by its deadline; the page for choosing tells so. */
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

export const [AppContext, useApp] = contextOf<App>('app');
