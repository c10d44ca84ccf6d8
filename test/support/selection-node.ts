import { randomBytes, randomUUID } from 'node:crypto';
import {
  captchaId,
  commandId,
  type HoldToken,
  layoutId,
  type OwnerId,
  ownerId,
  type SelectionId,
  selectionId,
} from '../../protocol/ids.ts';
import type { Serial } from '../../protocol/plate.ts';
import type { SelectionView, Stage } from '../../protocol/selection-view.ts';
import type { CollectionTerms } from '../../server/authority/calendar.ts';
import { type AuthoritySettings, authoritySettings } from '../../server/authority/settings.ts';
import type { PoolNode } from '../../server/compose/pool-node.ts';
import type { ConcurrencyLimit } from '../../server/limits/concurrency-limit.ts';
import type { CaptchaProof, PoolStore, Position } from '../../server/pool/store.ts';
import { StoreClock } from '../../server/pool/store-clock.ts';
import type { CommandRequest, Executed } from '../../server/selection/committer.ts';
import { openPoolNode } from './pool-node.ts';
import type { SmallPool } from './small-pool.ts';

const LAYOUT = layoutId.parse('layout-1');
const DAY = 86_400_000;

const ROUND_THE_CLOCK = authoritySettings.parse({ hours: 'always' });

type Options = {
  /** Another way to the pool's store, such as one that fails. */
  readonly store?: PoolStore;
  readonly settings?: AuthoritySettings;
  /** Limits the commands under way at once; absent: no limit. */
  readonly concurrency?: ConcurrencyLimit | undefined;
  /** For how long numbers that have become free are shown before they can be held. */
  readonly shownForMs?: number;
};

/** What a node has of selections, on a small pool. It hears of other nodes' events when the test lets it. */
export class SelectionNode {
  readonly pool: SmallPool;
  readonly store: PoolStore;
  readonly present: PoolNode['present'];
  readonly selections: PoolNode['selections'];
  /** Every deadline that this node was told to set an alarm for. */
  readonly alarms: number[] = [];
  /** Every instant by which this node was told that a number must be collected. */
  readonly collections: number[] = [];
  /** The delay, in ms, after which what an act gives back is free again. */
  returnAfter = 0;
  readonly #clock = new StoreClock();
  readonly #node: PoolNode;
  #heard: Position | undefined;

  constructor(
    pool: SmallPool,
    { store = pool.store, settings = ROUND_THE_CLOCK, concurrency, shownForMs = 0 }: Options = {},
  ) {
    this.pool = pool;
    this.store = store;
    this.#node = openPoolNode({
      settings,
      store,
      clock: this.#clock,
      concurrency,
      returns: { after: () => this.returnAfter, shownForMs },
      deadlines: {
        held: (deadline) => void this.alarms.push(deadline),
        reserved: (collectBy) => void this.collections.push(collectBy),
      },
      wait: async (ms) => pool.pass(ms),
    });
    this.present = this.#node.present;
    this.selections = this.#node.selections;
  }

  /** A node that has taken in the pool's picture. */
  static async start(pool: SmallPool, options?: Options): Promise<SelectionNode> {
    const node = new SelectionNode(pool, options);
    await node.start();
    return node;
  }

  /** Free numbers near a given one, as this node has heard. */
  near(plate: Serial): Serial[] {
    return this.#node.live.near(plate);
  }

  /** Takes in the pool's picture and the store's time. */
  async start(): Promise<void> {
    const snapshot = await this.#clock.observe(this.pool.store.snapshot());
    this.#node.follower.startAfresh(snapshot);
    this.#heard = snapshot.position;
  }

  /** Somebody at this node, in the same selection as another with this name. */
  async person(name = `s${randomUUID().slice(0, 8)}`, owner = `o-${name}`): Promise<Person> {
    const id = selectionId.parse(name);
    await this.present.attach(id);
    return new Person(this, id, ownerId.parse(owner));
  }

  /** Hears of every event of the pool since it started. */
  async catchUp(): Promise<void> {
    if (this.#heard === undefined) throw new Error('a node that has not started hears of nothing');
    const { position } = await this.pool.store.snapshot();
    const events = this.#heard.offset === position.offset ? [] : await this.pool.store.eventsAfter(this.#heard, 1);
    if (events === 'gone') throw new Error('events are gone');
    for (const event of events) this.#node.follower.apply(event);
    this.#heard = position;
  }

  /** A selection as this node shows it now. */
  view(id: SelectionId): SelectionView {
    if (this.present.get(id) === undefined) throw new Error(`${id} is not attached here`);
    return this.#node.views.of(id, '138****5678');
  }
}

type Slips = Partial<Pick<CommandRequest, 'id' | 'version' | 'digest' | 'notAfter'>>;

/** One connection of an applicant, who does everything right but for what the test says otherwise. */
export class Person {
  readonly node: SelectionNode;
  readonly id: SelectionId;
  readonly owner: OwnerId;

  constructor(node: SelectionNode, id: SelectionId, owner: OwnerId) {
    this.node = node;
    this.id = id;
    this.owner = owner;
  }

  get view(): SelectionView {
    return this.node.view(this.id);
  }

  /** The view of a stage. Throws where the selection is in another. */
  in<S extends Stage>(stage: S): Extract<SelectionView, { stage: S }> {
    const { view } = this;
    if (view.stage !== stage) throw new Error(`the selection is ${view.stage}, not ${stage}`);
    return view as Extract<SelectionView, { stage: S }>;
  }

  /** A command with an id of its own, for the version that this person sees. */
  asked(slips: Slips = {}): CommandRequest {
    const { id: selection, view, node } = this;
    const id = commandId.parse(randomUUID());
    const { version } = view;
    return { selection, owner: this.owner, id, digest: 'body', version, notAfter: node.pool.now + 5_000, ...slips };
  }

  /** The token of what is held; one that was never given where nothing is. */
  get token(): HoldToken {
    const { view } = this;
    return 'token' in view ? view.token : ('never-given-never-give' as HoldToken);
  }

  async captcha(): Promise<CaptchaProof> {
    const id = captchaId.parse(randomBytes(16).toString('base64url'));
    await this.node.pool.store.issueCaptcha({
      selection: this.id,
      id,
      digest: 'right',
      issuedAt: this.node.pool.now,
      expiresAt: this.node.pool.now + 300_000,
    });
    return { id, digest: 'right' };
  }

  /** To be collected within three days, else banned for ten. */
  get terms(): CollectionTerms {
    const { now } = this.node.pool;
    return { lastDay: '2015-12-16', provisional: false, collectBy: now + 3 * DAY, bannedUntil: now + 13 * DAY };
  }

  enter(asked = this.asked()) {
    return this.node.selections.enterCompose(asked, LAYOUT);
  }

  async verify(plate: Serial, asked = this.asked(), captcha?: CaptchaProof) {
    return this.node.selections.verify(asked, plate, captcha ?? (await this.captcha()));
  }

  async draw(asked = this.asked(), captcha?: CaptchaProof) {
    return this.node.selections.draw(asked, captcha ?? (await this.captcha()));
  }

  release(asked = this.asked(), token = this.token) {
    return this.node.selections.release(asked, token);
  }

  confirm(plate: Serial, asked = this.asked(), token = this.token) {
    return this.node.selections.confirm(asked, token, plate);
  }

  requestCode(digest = 'right', asked = this.asked(), token = this.token) {
    return this.node.selections.requestCode(asked, token, digest, '138****5678');
  }

  complete(digest = 'right', asked = this.asked(), token = this.token, terms = this.terms) {
    return this.node.selections.complete(asked, token, digest, terms);
  }

  collect(asked = this.asked()) {
    return this.node.selections.collect(asked);
  }

  beginAnew(asked = this.asked()) {
    return this.node.selections.beginAnew(asked);
  }

  /** Enters self-compose and waits until *verify* is possible. */
  async becomeReady(): Promise<void> {
    await this.enter();
    this.node.pool.passTo(this.in('choosing').verifyFrom ?? 0);
  }

  /** Goes as far as a held number. */
  async hold(plate: Serial): Promise<void> {
    await this.becomeReady();
    await this.verify(plate);
    this.in('holding');
  }

  /** Goes as far as the countdown for the code, with a code under way. */
  async awaitCode(plate: Serial): Promise<void> {
    await this.hold(plate);
    await this.confirm(plate);
    await this.requestCode();
    this.in('confirming');
  }

  /** Goes as far as a reserved number, and answers its terms. */
  async reserve(plate: Serial): Promise<CollectionTerms> {
    await this.awaitCode(plate);
    const { terms } = this;
    await this.complete();
    this.in('reserved');
    return terms;
  }
}

/** What was answered: the outcome, or the code of the refusal. */
export const wordOf = (result: Executed): string => {
  if (!result.ok) return result.refusal.code;
  const { answer } = result;
  return typeof answer === 'object' && answer !== null && 'outcome' in answer ? String(answer.outcome) : 'done';
};
