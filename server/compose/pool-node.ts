import type { SelectionView } from '../../protocol/selection-view.ts';
import type { AuthoritySettings } from '../authority/settings.ts';
import { LivePool } from '../availability/live-pool.ts';
import { maskPhone } from '../checks/mask.ts';
import type { Chooser } from '../identity/accounts.ts';
import type { Life } from '../lifecycle.ts';
import type { PoolStore } from '../pool/store.ts';
import type { StoreClock } from '../pool/store-clock.ts';
import { inPieces } from '../push/in-pieces.ts';
import { PatternTopics } from '../push/pattern-topics.ts';
import { PoolTopic } from '../push/pool-topic.ts';
import { type FollowerWatch, PushFollower } from '../push/push-follower.ts';
import type { SelectNamespace } from '../push/select-namespace.ts';
import { SelectionTopics } from '../push/selection-topics.ts';
import { Committer } from '../selection/committer.ts';
import { SelectionCache } from '../selection/selection-cache.ts';
import { Selections } from '../selection/selections.ts';
import { SelectionViews } from '../selection/views.ts';
import { StreamReader } from '../stream/reader.ts';
import type { Log } from '../telemetry/log.ts';

type Parts = {
  readonly settings: AuthoritySettings;
  readonly store: PoolStore;
  readonly clock: StoreClock;
  /** The connections that get this pool's pushes. */
  readonly namespace: SelectNamespace;
  /** How numbers come back (POOL-5): after a random delay in ms, and for how many ms they are shown before they can be held. */
  readonly returns: { readonly after: () => number; readonly shownForMs: number };
  readonly deadlines: {
    /** Called with each deadline that begins to run. */
    readonly held: (deadline: number) => void;
    /** Called with the instant by which a number just reserved must be collected. */
    readonly reserved: (collectBy: number) => void;
  };
  /** Limits the commands under way to the store; absent: no limit. */
  readonly concurrency?: ConstructorParameters<typeof Committer>[0]['concurrency'] | undefined;
  /** How many people choose at the pool's other nodes. */
  readonly choosingElsewhere: () => number;
  /** Whether the pool is still the one that was read before an interruption. */
  readonly goesOn: () => Promise<boolean>;
  readonly watch: FollowerWatch & {
    /** Called for every push, with the number of its receivers. */
    readonly pushed?: (push: 'poolMoved' | 'patternMoved' | 'selectionChanged', watchers: number) => void;
  };
  /** Resolves after so many ms. */
  readonly wait: (ms: number) => Promise<unknown>;
  readonly life: Life;
  readonly log: Log;
};

export type PoolNode = ReturnType<typeof createPoolNode>;

/**
 * One node's view of one pool, in the order in which an event travels: the stream, the free numbers, the selections of
 * connected applicants, and the pushes to them. It depends on nothing of the process around it, so that a service of
 * many pools makes many, and the simulation and the tests run the same code as the server.
 */
export const createPoolNode = (parts: Parts) => {
  const { settings, store, clock, namespace, returns, deadlines, concurrency, watch, wait, life } = parts;
  const now = (): number => clock.now();
  const pushed = (push: Parameters<NonNullable<typeof watch.pushed>>[0]) => (watchers: number) =>
    watch.pushed?.(push, watchers);
  const live = new LivePool();

  // Selections.
  const present = new SelectionCache(store, settings);
  const committer = new Committer({
    store,
    clock,
    present,
    serialAt: live.serialAt,
    alarm: deadlines.held,
    reserved: deadlines.reserved,
    returnAfter: returns.after,
    shownForMs: returns.shownForMs,
    wait,
    ...(concurrency && { concurrency }),
  });
  const selections = new Selections(committer, live, settings);
  const views = new SelectionViews({ store, present, settings, now, serialAt: live.serialAt });
  const viewOf = ({ account, vehicle }: Chooser): SelectionView =>
    views.of(vehicle.selection, maskPhone(account.phone));

  // Push.
  const patterns = new PatternTopics(namespace, live.availability, pushed('patternMoved'));
  const pool = new PoolTopic({
    namespace,
    availability: live.availability,
    settings,
    choosing: () => present.size + parts.choosingElsewhere(),
    now,
    pushed: pushed('poolMoved'),
  });
  const selectionTopics = new SelectionTopics(viewOf, now, pushed('selectionChanged'));

  // The stream, and what follows it.
  const follower = new PushFollower({ live, clock, present, patterns, pool, selectionTopics, wait, watch });
  const reader = new StreamReader(store, follower, parts.log, parts.goesOn);
  life.starts(() => reader.start());
  life.stops(() => reader.stop());
  life.every(PatternTopics.tickMs, () => inPieces(patterns.tick()));
  life.every(PoolTopic.sliceMs, () => pool.sendSlice());

  return {
    live,
    present,
    selections,
    views,
    /** A connected chooser's selection as it is now. */
    viewOf,
    patterns,
    pool,
    selectionTopics,
    follower,
    /** How many of the connected selections hold a number, by stage. */
    holds: () => present.holds(now()),
    /** The last event that was applied here; 0 before the first snapshot. */
    applied: () => reader.position?.offset ?? 0,
    /** This node's position in the pool's events; undefined before the first snapshot, and after a gap. */
    position: () => reader.position,
  };
};
