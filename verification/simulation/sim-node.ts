import type { OwnerId, SelectionId } from '../../protocol/ids.ts';
import type { PoolPicture } from '../../protocol/pool-picture.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import type { AuthoritySettings } from '../../server/authority/settings.ts';
import { createPoolNode, type PoolNode } from '../../server/compose/pool-node.ts';
import { Lapser } from '../../server/expiry/lapser.ts';
import type { Chooser } from '../../server/identity/accounts.ts';
import { StoreClock } from '../../server/pool/store-clock.ts';
import { PatternTopics } from '../../server/push/pattern-topics.ts';
import { PoolTopic } from '../../server/push/pool-topic.ts';
import type { CommandRequest } from '../../server/selection/committer.ts';
import { type Result, refused } from '../../server/selection/result.ts';
import type { Selections } from '../../server/selection/selections.ts';
import type { Log } from '../../server/telemetry/log.ts';
import type { Line } from '../checker/format.ts';
import type { Choices } from './choices.ts';
import type { CommandMessage, Message, Vehicle } from './messages.ts';
import type { Scheduler } from './scheduler.ts';
import { SimNamespace, type SimSocket } from './sim-socket.ts';
import { StoreLine } from './store-line.ts';
import type { SimStore } from './world.ts';

const VOID_AFTER = 5_000;
const DAY = 86_400_000;
const quiet = { warn: () => undefined } as unknown as Log;

type Welcomed = (pool: PoolPicture, view: SelectionView) => void;
type Around = {
  readonly store: SimStore;
  readonly settings: AuthoritySettings;
  readonly scheduler: Scheduler;
  readonly choices: Choices;
  readonly write: (line: Line) => void;
  readonly served: () => void;
  /** The delay after which what the next act gives back is free again, in ms (POOL-5). */
  readonly delay: () => number;
  /** Brings an SMS code to the applicant's phone. */
  readonly deliver: (selection: SelectionId, digest: string) => void;
  /** Runs something as this node: by its clock. */
  readonly as: (node: SimNode, run: () => void) => void;
};

/** For how long numbers that have become free are shown before they can be held, in ms (POOL-5). */
const SHOWN_FOR_MS = 50;

/** One life of a server node, from the selection's shell to its pushes. */
export class SimNode {
  readonly name: string;
  /** How far this machine's clock has run ahead, in ms. */
  skew = 0;
  isAlive = true;
  readonly namespace: SimNamespace;
  readonly line: StoreLine;
  readonly #around: Around;
  readonly #clock = new StoreClock();
  readonly #node: PoolNode;
  readonly #beginnings: (() => unknown)[] = [];
  /** What the server does again and again; here it has its turns when something has happened. */
  readonly #repeated = new Map<number, () => unknown>();
  #ticking = false;

  constructor(name: string, around: Around) {
    this.name = name;
    this.#around = around;
    const { settings, scheduler, choices, write } = around;
    this.namespace = new SimNamespace(choices);
    const at = (resume: () => void): void => {
      if (this.isAlive) around.as(this, resume);
    };
    this.line = new StoreLine({ to: around.store, scheduler, choices, at, served: around.served });
    const { store } = this.line;
    const followed = (how: 'afresh' | 'applied', offset: number): void => {
      this.#tickSoon();
      write({ line: 'followed', node: name, how, offset, free: this.#node.live.availability.free });
    };
    this.#node = createPoolNode({
      settings,
      store,
      clock: this.#clock,
      namespace: this.namespace.asNamespace,
      returns: { after: around.delay, shownForMs: SHOWN_FOR_MS },
      deadlines: { held: this.#setAlarm, reserved: this.#setAlarm },
      choosingElsewhere: () => 0,
      goesOn: async () => true,
      watch: {
        startedAfresh: ({ position }) => followed('afresh', position.offset),
        applied: ({ offset }) => followed('applied', offset),
      },
      wait: (ms) => new Promise<void>((resolve) => void scheduler.after(ms, () => at(resolve))),
      life: {
        starts: (begin) => void this.#beginnings.push(begin),
        stops: () => undefined,
        every: (ms, work) => void this.#repeated.set(ms, work),
      },
      log: quiet,
    });
  }

  /** Resolves when the first snapshot is in. */
  async start(): Promise<void> {
    await this.#clock.observe(this.line.store.snapshot());
    for (const begin of this.#beginnings) await begin();
  }

  /** The store's clock, as this node knows it. */
  get now(): number {
    return this.#clock.now();
  }

  viewOf(id: SelectionId): SelectionView {
    return this.#node.viewOf(chooserOf(id));
  }

  /** Takes a connection in: `welcome` follows, or nothing where the store failed. */
  async connect(socket: SimSocket, { selection }: Vehicle, welcome: Welcomed): Promise<void> {
    try {
      await this.#node.present.attach(selection);
    } catch {
      return this.#node.present.detach(selection);
    }
    if (!socket.isUp || !this.isAlive) return this.#node.present.detach(selection);
    this.namespace.sockets.set(socket.id, socket);
    this.#node.pool.watch(socket.asSocket);
    this.#node.selectionTopics.watch(socket.asSocket, chooserOf(selection));
    const { picture } = this.#node.pool;
    const view = this.viewOf(selection);
    welcome(picture, view);
  }

  disconnect(socket: SimSocket, { selection }: Vehicle): void {
    if (!this.namespace.sockets.delete(socket.id)) return;
    this.#node.patterns.unwatch(socket.asSocket);
    this.#node.selectionTopics.unwatch(socket.asSocket, chooserOf(selection));
    this.#node.present.detach(selection);
  }

  /** Answers a message; a command whose outcome the store did not say is answered `outcomeUnknown`. */
  handle(socket: SimSocket, vehicle: Vehicle, message: Message): void {
    if (message.kind === 'readPool') {
      const { picture } = this.#node.pool;
      return message.answer(picture);
    }
    if (message.kind === 'type') {
      const choosing = this.viewOf(vehicle.selection).stage === 'choosing';
      const picture = choosing ? this.#node.patterns.show(socket.asSocket, message.pattern) : null;
      return message.answer(picture);
    }
    const answer = (said: Result): void => {
      const view = this.viewOf(vehicle.selection);
      message.answer({ said, view });
    };
    this.#carryOut(vehicle, message.command).then(answer, () => answer(refused('outcomeUnknown')));
  }

  /** Looks for what is due, as an alarm or the sweep does; all that it finds has one delay, drawn from the seed. */
  lapse(): void {
    const delay = this.#around.delay();
    const returns = { after: delay, within: delay, shownFor: SHOWN_FOR_MS };
    void new Lapser(this.line.store, this.#clock, returns, () => undefined).run();
  }

  /** Sends what has moved: so many ticks of the one topic, and of the other. */
  tick(patterns: number, pool: number): void {
    for (let nth = 0; nth < patterns; nth += 1) this.#repeated.get(PatternTopics.tickMs)?.();
    for (let nth = 0; nth < pool; nth += 1) this.#repeated.get(PoolTopic.sliceMs)?.();
  }

  async #carryOut({ selection, owner }: Vehicle, { id, version, body }: CommandMessage): Promise<Result> {
    const digest = `${body.name}:${version ?? ''}:${JSON.stringify(body)}`;
    const notAfter = this.#clock.now() + VOID_AFTER;
    const common = { selection, owner: owner as OwnerId, id, digest, notAfter };
    const asked: CommandRequest = version === undefined ? common : { ...common, version };
    const shell = this.#node.selections;
    switch (body.name) {
      case 'openKeyboard':
        return shell.enterCompose(asked, 'layout-1' as never);
      case 'verifyPlate':
        return shell.verify(asked, body.plate, body.captcha);
      case 'drawPlates':
        return shell.draw(asked, body.captcha);
      case 'releaseHold':
        return shell.release(asked, body.token);
      case 'confirmPlate':
        return shell.confirm(asked, body.token, body.plate);
      case 'requestCode':
        return this.#requestCode(asked, body.token);
      case 'completeReservation': {
        const now = this.#clock.now();
        const days = { collectBy: now + 3 * DAY, bannedUntil: now + 13 * DAY };
        const terms = { lastDay: '2033-05-20', provisional: false, ...days };
        return shell.complete(asked, body.token, body.digest, terms);
      }
      case 'collect':
        return shell.collect(asked);
      case 'beginAnew':
        await this.line.store.liftBan(owner as OwnerId);
        return shell.beginAnew(asked);
    }
  }

  async #requestCode(asked: CommandRequest, token: Parameters<Selections['requestCode']>[1]): Promise<Result> {
    const digest = `code-${asked.id}`;
    const said = await this.#node.selections.requestCode(asked, token, digest, '138****5678');
    if (!said.ok || said.repeated) return said;
    if (!this.#around.choices.seldom(50)) {
      this.#around.deliver(asked.selection, digest);
      return said;
    }
    await this.#node.selections.codeNotSent(asked, token, digest);
    return refused('gatewayDown');
  }

  /** An alarm may be early, late, or lost: it changes only when something is noticed. */
  readonly #setAlarm = (deadline: number): void => {
    const { scheduler, choices } = this.#around;
    const late = choices.of(0, 0, -20, 500, 20_000, null);
    if (late === null) return;
    scheduler.after(deadline - this.#clock.now() + late, () => {
      if (this.isAlive) this.#around.as(this, () => this.lapse());
    });
  };

  /** One tick for all that has happened since the last one. */
  #tickSoon(): void {
    if (this.#ticking) return;
    this.#ticking = true;
    this.#around.scheduler.after(PatternTopics.tickMs, () => {
      this.#ticking = false;
      if (this.isAlive)
        this.#around.as(this, () =>
          this.tick(1, this.#around.choices.of(2 * PoolTopic.SLICES, 1, 3, PoolTopic.SLICES)),
        );
    });
  }
}

const chooserOf = (selection: SelectionId): Chooser =>
  ({ account: { phone: '13812345678' }, vehicle: { selection } }) as unknown as Chooser;
