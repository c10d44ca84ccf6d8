import type { SelectionId } from '../../protocol/ids.ts';
import type { Serial } from '../../protocol/plate.ts';
import { delayOf, returnsOf } from '../../server/authority/returns.ts';
import { type AuthoritySettings, authoritySettings } from '../../server/authority/settings.ts';
import { type Address, type Block, serialAt, sizeOf } from '../../server/pool/block.ts';
import { openBlocks } from '../../server/pool/opening.ts';
import type { PoolStore } from '../../server/pool/store.ts';
import { PatternTopics } from '../../server/push/pattern-topics.ts';
import { PoolTopic } from '../../server/push/pool-topic.ts';
import { HistoryChecker } from '../checker/checker.ts';
import type { Fault } from '../checker/fault.ts';
import type { Line, LineOf } from '../checker/format.ts';
import { eventLine, finalLines, poolLine } from '../checker/recording.ts';
import { Choices } from './choices.ts';
import { Device } from './device.ts';
import { Life } from './life.ts';
import { Scheduler } from './scheduler.ts';
import { SimNode } from './sim-node.ts';

/** A store that tells at any time which event is its last. */
export type SimStore = PoolStore & { readonly offset: number };
/** Makes the store of one world, by the world's clock; `choose` is one of the free numbers, by the world's chance. */
export type MakeStore = (clock: () => number, choose: (free: readonly Address[]) => Address | undefined) => SimStore;

export type Outcome = {
  readonly faults: readonly Fault[];
  readonly lines: readonly Line[];
  /** Every choice that was made; the same tape makes the same history again. */
  readonly tape: readonly number[];
  readonly lives: number;
  readonly operations: number;
  readonly steps: number;
};

/** 2033-05-17, 21:59:30 in Shanghai: after Redis's own present, so that nothing of it has expired. */
const START = 2_000_000_000_000 - ((2_000_000_000_000 + 8 * 3_600_000) % 86_400_000) + 86_370_000 - 2 * 3_600_000;
const DAY = 86_400_000;
/** More steps than any history takes: one that goes round in circles is a fault. */
const ENOUGH = 200_000;

const blocks = [
  { id: 'b0', name: { zh: '号段', en: 'Block' }, positions: ['0', '0', 'A', 'AB', '01234'] },
] as unknown as readonly Omit<Block, 'base'>[];

/** A few lives on one small pool: nodes, clients, messages, faults, and the end, all under one seed. */
export class World {
  readonly #choices: Choices;
  readonly #scheduler: Scheduler;
  readonly #store: SimStore;
  readonly #settings: AuthoritySettings;
  readonly #lines: Line[] = [];
  readonly #nodes: SimNode[] = [];
  readonly #lives: Life[] = [];
  readonly #faults: Fault[] = [];
  readonly #count: number;
  #acting: SimNode | undefined;
  #nodesBegun = 0;
  /** By how many ms the store's clock was set back in all: the instants that clients write may be off by so much. */
  #setBack = 0;
  #left: number;

  private constructor(lives: number, choices: Choices, makeStore: MakeStore) {
    this.#count = lives;
    this.#left = lives;
    this.#choices = choices;
    this.#scheduler = new Scheduler(choices, START);
    const scheduler = this.#scheduler;
    this.#store = makeStore(
      () => scheduler.now,
      (free) => free[choices.pick(free.length)],
    );
    const hours = choices.pick(8) === 7 ? { open: '09:00', close: '22:00' } : ('always' as const);
    this.#settings = { ...base, ...this.#choices.of(SOON, SOON, LATE), hours };
  }

  /** Plays one world from its seed, or again from its tape, and has its history checked. */
  static async play(
    lives: number,
    source: ConstructorParameters<typeof Choices>[0],
    makeStore: MakeStore,
  ): Promise<Outcome> {
    const world = new World(lives, new Choices(source), makeStore);
    const real = performance.now.bind(performance);
    performance.now = () => world.#scheduler.elapsed + (world.#acting?.skew ?? 0);
    try {
      return await world.#play();
    } finally {
      performance.now = real;
    }
  }

  async #play(): Promise<Outcome> {
    await openBlocks(this.#store, blocks);
    const { blocks: opened } = await this.#store.snapshot();
    const plates = opened.flatMap((block) =>
      Array.from({ length: sizeOf(block) }, (_, bit) => serialAt(opened, (block.base + bit) as Address)),
    );
    for (let nth = 0; nth < (this.#choices.pick(3) === 2 ? 2 : 1); nth += 1) await this.#startNode();
    this.#beginLives(plates);
    while (this.#left > 0 && this.#scheduler.steps < ENOUGH && (await this.#scheduler.step()))
      if (this.#choices.seldom(6)) await this.#trouble();
    if (this.#left > 0) this.#faults.push({ promise: 'SAFE-3', says: `${this.#left} lives never came to an end` });
    await this.#settle();
    const { tape } = this.#choices;
    const faults = [...this.#faults, ...(await this.#check(opened))];
    const { operations } = this.#checker;
    return { faults, lines: this.#lines, tape, lives: this.#count, operations, steps: this.#scheduler.steps };
  }

  readonly #checker = new HistoryChecker();

  #beginLives(plates: readonly Serial[]): void {
    const choices = this.#choices;
    const scheduler = this.#scheduler;
    const when = () => ({ at: scheduler.now, after: this.#store.offset });
    const around = { scheduler, choices, write: this.#write, when, as: this.#as, anyNode: this.#anyNode };
    for (let nth = 0; nth < this.#count; nth += 1) {
      const vehicle = { selection: `s${nth}` as SelectionId, owner: `o${choices.pick(4) === 3 ? 0 : nth}` };
      let commands = 0;
      const newId = (): string => {
        commands += 1;
        return `s${nth}-${String(commands).padStart(6, '0')}`;
      };
      const devices = Array.from({ length: choices.pick(8) === 7 ? 2 : 1 }, (_, i) => {
        const watchesPool = (nth + i) % 4 === 0;
        return new Device(`s${nth}${i === 0 ? '-phone' : '-tablet'}`, vehicle, newId, { ...around, watchesPool });
      });
      const life = new Life(vehicle, devices, { scheduler, choices, store: this.#store, plates });
      this.#lives.push(life);
      // Some come when others have missed their last day.
      scheduler.after(choices.of(0, 700, 1_400, 2_100, 0, 700, 5 * DAY), () => {
        void life.live().then(() => void (this.#left -= 1));
      });
    }
  }

  readonly #write = (line: Line): void => void this.#lines.push(line);

  readonly #as = (node: SimNode, run: () => void): void => {
    this.#acting = node;
    run();
  };

  readonly #anyNode = (): SimNode | undefined => this.#nodes[this.#choices.pick(this.#nodes.length)];

  /** Where numbers come back soon they mostly do at once. */
  readonly #delay = (): number => {
    const returns = returnsOf(this.#settings);
    if (returns.after === 0) return this.#choices.of(0, 0, 0, returns.within);
    return delayOf(returns, (from, to) => this.#choices.between(from, to));
  };

  readonly #served = (): void => {
    for (const node of this.#nodes) node.line.wake(this.#store.offset);
  };

  async #startNode(): Promise<void> {
    this.#nodesBegun += 1;
    const [scheduler, choices, write, served] = [this.#scheduler, this.#choices, this.#write, this.#served];
    const deliver = (selection: SelectionId, digest: string): void => {
      const life = this.#lives.find(({ vehicle }) => vehicle.selection === selection);
      scheduler.post(() => life?.receive(digest));
    };
    const [store, settings, delay, as] = [this.#store, this.#settings, this.#delay, this.#as];
    const around = { store, settings, scheduler, choices, write, served, delay, deliver, as };
    const node = new SimNode(`n${this.#nodesBegun}`, around);
    node.skew = choices.of(0, 0, 0, 700, -700, 3_600_000);
    this.#acting = node;
    const ready = node.start();
    void ready.then(() => this.#nodes.push(node));
    if (this.#lives.length === 0) await this.#scheduler.drain();
  }

  /** Something goes wrong somewhere. */
  async #trouble(): Promise<void> {
    const pick = (n: number): number => this.#choices.pick(n);
    const node = this.#nodes[pick(this.#nodes.length)];
    const device = this.#lives[pick(this.#count)]?.devices[0];
    switch (pick(8)) {
      case 0:
      case 6:
        return device?.cut();
      case 1:
        if (node === undefined) return;
        this.#nodes.splice(this.#nodes.indexOf(node), 1);
        node.isAlive = false;
        for (const each of this.#lives.flatMap(({ devices }) => devices)) if (each.node === node) each.cut();
        this.#scheduler.after(pick(3) * 1_000, () => this.#startNode());
        return;
      case 2:
        if (node !== undefined) node.skew += this.#choices.of(400, -400, 5_000, -5_000, 3_600_000);
        return;
      case 3: {
        const by = this.#choices.of(100, 2_000, 61_000, -800);
        this.#setBack += Math.max(0, -by);
        this.#scheduler.now += by;
        return;
      }
      case 4:
        if (node !== undefined) this.#as(node, () => node.lapse());
        return;
      case 5: {
        const all = Array.from({ length: 10 }, (_, bit) => bit as Address);
        await (pick(2) === 0 ? this.#store.withhold(all.slice(pick(9), 9)) : this.#store.unwithhold(all));
        return this.#served();
      }
      default:
        return this.#scheduler.pass(this.#choices.of(10, 1_000, 8_000, 60_000));
    }
  }

  /** No more faults: everything arrives, what is due lapses, and every client shows what is true. */
  async #settle(): Promise<void> {
    const [scheduler, nodes] = [this.#scheduler, this.#nodes];
    for (const node of nodes) {
      node.line.reliable = true;
      node.namespace.reliable = true;
    }
    await scheduler.drain();
    scheduler.pass(200_000);
    const delay = this.#delay();
    const returns = { after: delay, within: delay, shownFor: 0 };
    await this.#store.lapse(1_000, returns);
    scheduler.pass(returnsOf(this.#settings).within + 1);
    await this.#store.miss(1_000, returns);
    await this.#store.bringBack(1_000);
    this.#served();
    await scheduler.drain();
    for (const node of nodes) {
      this.#as(node, () => node.tick(PatternTopics.COUNT_WITHIN, 3 * PoolTopic.SLICES));
      await scheduler.drain();
    }
    for (const { vehicle, devices } of this.#lives) {
      const { version } = await this.#store.readSelection(vehicle.selection);
      for (const device of devices) {
        device.settle();
        const shown = device.shows?.version ?? version;
        const says = `client ${device.name} shows version ${shown} of ${vehicle.selection} in the end, but ${version} is the last`;
        if (shown !== version) this.#faults.push({ promise: 'FLOW-4', says });
      }
    }
  }

  #people(): LineOf<'person'>[] {
    const owners = new Set(this.#lives.map(({ vehicle }) => vehicle.owner));
    return [...owners].map((person) => {
      const his = this.#lives.filter(({ vehicle }) => vehicle.owner === person);
      return {
        line: 'person',
        person,
        clients: his.flatMap(({ devices }) => devices.map(({ name }) => name)),
        selections: his.map(({ vehicle }) => vehicle.selection),
      };
    });
  }

  async #check(opened: readonly Block[]): Promise<readonly Fault[]> {
    const { position } = await this.#store.snapshot();
    const events = position.offset === 0 ? [] : await this.#store.eventsAfter({ ...position, offset: 0 }, 1);
    if (events === 'gone') throw new Error('a world loses none of its events');
    const selections = this.#lives.map(({ vehicle }) => vehicle.selection);
    const open = openSpans(this.#settings);
    const kept = { clock: 'moved', uncertainty: this.#setBack, connections: 'written' } as const;
    const pool = poolLine(this.#settings, opened, { open, ...kept, more: { noticeWithin: 0 } });
    const first: Line[] = [pool, ...this.#people(), ...events.map(eventLine)];
    this.#lines.unshift(...first);
    this.#lines.push(...(await finalLines(this.#store, selections)));
    for (const line of this.#lines) this.#checker.take(line);
    return this.#checker.find();
  }
}

const quotas = { tries: 3, draws: 3, drawSize: 3 };
const base = authoritySettings.parse({ ...quotas, verifyIntervalSeconds: 2, hours: 'always' });
/** When numbers come back in most worlds, and in the others, as by the preset (POOL-5). */
const SOON = { returnAfterSeconds: 0, returnWithinSeconds: 5 };
const LATE = { returnAfterSeconds: 30, returnWithinSeconds: 90 };

/** The hours of a fortnight, counted without the server's own calendar: Shanghai is eight hours ahead of UTC, always. */
const openSpans = ({ hours }: AuthoritySettings): NonNullable<LineOf<'pool'>['settings']['open']> | null => {
  if (hours === 'always') return null;
  const midnight = START - ((START + 8 * 3_600_000) % DAY);
  return Array.from({ length: 60 }, (_, day) => {
    const today = midnight + (day - 1) * DAY;
    return { from: today + 9 * 3_600_000, until: today + 22 * 3_600_000 };
  });
};
