import { randomBytes, randomInt } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { BlockId, CaptchaId, CommandId, HoldToken, OwnerId, SelectionId } from '../../protocol/ids.ts';
import { type Address, type Block, nextBase, sizeOf } from '../../server/pool/block.ts';
import type {
  CommitResult,
  DrawCommand,
  Hold,
  HoldCommand,
  IssuedCaptcha,
  Next,
  Noticed,
  Outcome,
  PoolEvent,
  PoolStore,
  Returns,
  ScheduledBlock,
  StoreCommand,
  StoredSelection,
  StoreTime,
  Window,
} from '../../server/pool/store.ts';
import { ANY_TIME, AT_ONCE } from '../../server/pool/store.ts';
import { type Delays, MemoryRow } from './memory-row.ts';

type Reservation = {
  readonly number: Address;
  readonly owner: OwnerId;
  readonly collectBy: number;
  readonly bannedUntil: number;
};
type Kept = Hold & { readonly selection: SelectionId };
type Remembered = {
  readonly digest: string;
  readonly outcome: Outcome;
  readonly answer: string;
  readonly numbers: readonly Address[];
};
type Change = {
  readonly type: PoolEvent['type'];
  readonly taken?: readonly Address[];
  readonly freed?: readonly Address[];
  readonly hold?: Hold | null;
};

/** Chooses one of the free numbers, of which there is at least one. */
type Choose = (free: readonly Address[]) => Address | undefined;
const uniformly: Choose = (free) => free[randomInt(free.length)];

/**
 * The pool's store in memory, for tests and simulations: the same promises, by a clock that the test moves. It mirrors
 * the scripts of `scripts/` step by step; the contract suite holds the two together. A simulation that must run the
 * same way again gives a `choose` of its own.
 */
export class MemoryPoolStore implements PoolStore {
  readonly #clock: () => number;
  readonly #choose: Choose;
  readonly #epoch = randomBytes(12).toString('base64url');
  readonly #blocks: Block[] = [];
  readonly #row = new MemoryRow();
  readonly #holds = new Map<HoldToken, Kept>();
  readonly #selections = new Map<SelectionId, { version: number; record: string; token: HoldToken | null }>();
  readonly #answers = new Map<SelectionId, Map<CommandId, Remembered>>();
  readonly #reservations = new Map<SelectionId, Reservation>();
  readonly #bans = new Map<OwnerId, number>();
  readonly #scheduled = new Map<BlockId, ScheduledBlock>();
  readonly #captchas = new Map<CaptchaId, IssuedCaptcha>();
  readonly #events: PoolEvent[] = [];
  readonly #news = new EventEmitter().setMaxListeners(0);
  #opened = 0;

  constructor(clock: () => number, choose: Choose = uniformly) {
    this.#clock = clock;
    this.#choose = choose;
  }

  /** The last event so far. */
  get offset(): number {
    return this.#events.length;
  }

  readonly openBlock: PoolStore['openBlock'] = async ({ block, free, notBefore = 0, withheld = [] }) => {
    if (this.#blocks.some(({ id }) => id === block.id)) return 'openAlready';
    if (this.#now() < notBefore) return 'tooEarly';
    if (block.base !== nextBase(this.#blocks)) return 'baseMoved';
    const bits = [...Array(sizeOf(block)).keys()].filter((bit) => ((free[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0);
    this.#row.release(bits.map((bit) => (block.base + bit) as Address));
    this.#row.take(
      withheld.filter((number) => this.#row.free.has(number)),
      'withheld',
    );
    this.#opened += bits.length;
    this.#blocks.push({ ...block, openedAt: this.#now() });
    this.#append({ at: this.#now(), type: 'blockOpened', taken: [], freed: [], block: block.id });
    return 'opened';
  };

  readonly readSelection: PoolStore['readSelection'] = async (id) => ({
    ...this.#told(this.#now()),
    ...this.#stored(id),
  });

  readonly issueCaptcha: PoolStore['issueCaptcha'] = async (captcha) => {
    this.#captchas.set(captcha.id, captcha);
  };

  readonly hold: PoolStore['hold'] = async (command) => {
    const now = this.#now();
    const refused = this.#early(command, now) ?? this.#refuseBanned(command, now) ?? this.#refuseCaptcha(command, now);
    if (refused !== undefined) return refused;
    const [state, token] = this.#row.ownerOf(command.address)?.split(' ') ?? [];
    const keeper = state === 'held' ? this.#holds.get(token as HoldToken) : undefined;
    if (keeper !== undefined && now >= keeper.deadline) this.#lapse(keeper, now, command);
    const isFree = this.#row.free.has(command.address);
    const from = this.#row.heldFrom(command.address);
    if (isFree && now < from) return { status: 'notYet', from, ...this.#told(now) };
    this.#captchas.delete(command.captcha.id);
    if (!isFree) return this.#commit(command, now, 'taken', command.ifTaken, { type: 'tryUsed' });
    const hold = this.#keep(command, [command.address]);
    return this.#commit(command, now, 'held', command.ifHeld, { type: 'plateHeld', taken: hold.numbers, hold });
  };

  readonly draw: PoolStore['draw'] = async (command) => {
    const now = this.#now();
    const refused = this.#early(command, now) ?? this.#refuseBanned(command, now) ?? this.#refuseCaptcha(command, now);
    if (refused !== undefined) return refused;
    this.#captchas.delete(command.captcha.id);
    for (const hold of this.#due(now).slice(0, 64)) this.#lapse(hold, now, command);
    if (this.#row.free.size === 0) return this.#refuse(command, now, 'noneFree');
    const numbers = this.#chooseSome(command.count);
    const hold = this.#keep(command, numbers);
    return this.#commit(command, now, 'drawn', command.next, { type: 'platesDrawn', taken: numbers, hold });
  };

  readonly confirm: PoolStore['confirm'] = async (command) => {
    const now = this.#now();
    const early = this.#early(command, now);
    if (early !== undefined) return early;
    const hold = this.#live(command, now);
    if (hold === undefined || !hold.numbers.includes(command.keep)) return this.#refuse(command, now, 'holdGone');
    const others = hold.numbers.filter((number) => number !== command.keep);
    this.#row.release(others, now + command.shownFor);
    const kept = { ...hold, numbers: [command.keep], deadline: command.deadline };
    this.#holds.set(hold.token, kept);
    return this.#commit(command, now, 'confirmed', command.next, { type: 'plateConfirmed', freed: others, hold: kept });
  };

  readonly release: PoolStore['release'] = async (command) => {
    const now = this.#now();
    const early = this.#early(command, now);
    if (early !== undefined) return early;
    const hold = this.#live(command, now);
    if (hold === undefined) return this.#refuse(command, now, 'holdGone');
    this.#holds.delete(hold.token);
    const freed = this.#row.giveBack(hold.numbers, now, command);
    return this.#commit(command, now, 'released', command.next, { type: 'holdReleased', freed });
  };

  readonly reserve: PoolStore['reserve'] = async (command) => {
    const now = this.#now();
    const early = this.#early(command, now);
    if (early !== undefined) return early;
    const hold = this.#live(command, now);
    const [number, ...others] = hold?.numbers ?? [];
    if (number === undefined || others.length > 0) return this.#refuse(command, now, 'holdGone');
    const earlier = this.#reservations.get(command.selection);
    if (earlier !== undefined && now < earlier.collectBy) return this.#refuse(command, now, 'reservedAlready');
    if (earlier !== undefined) this.#miss(command.selection, earlier, now, command);
    this.#holds.delete(command.token);
    this.#row.take([number], `reserved ${command.selection}`);
    const { selection, owner, collectBy, bannedUntil } = command;
    this.#reservations.set(selection, { number, owner, collectBy, bannedUntil });
    return this.#commit(command, now, 'reserved', command.next, { type: 'plateReserved' });
  };

  readonly register: PoolStore['register'] = async (command) => {
    const now = this.#now();
    const early = this.#early(command, now);
    if (early !== undefined) return early;
    const reservation = this.#reservations.get(command.selection);
    if (reservation === undefined || now >= reservation.collectBy) return this.#refuse(command, now, 'reservationGone');
    this.#row.take([reservation.number], `registered ${command.selection}`);
    this.#reservations.delete(command.selection);
    return this.#commit(command, now, 'registered', command.next, { type: 'plateRegistered' });
  };

  readonly note: PoolStore['note'] = async (command) => {
    const now = this.#now();
    const { hold } = this.#stored(command.selection);
    return (
      this.#early(command, now) ?? this.#commit(command, now, 'noted', command.next, { type: 'selectionNoted', hold })
    );
  };

  readonly remember: PoolStore['remember'] = async (command) => {
    const now = this.#now();
    const anyVersion = { ...command, version: this.#stored(command.selection).version };
    return this.#early(anyVersion, now) ?? this.#answerWith(command, now, 'remembered', command.answer, []);
  };

  readonly lapse: PoolStore['lapse'] = async (limit, returns = AT_ONCE, window = ANY_TIME) => {
    const now = this.#now();
    if (isOutside(window, now)) return noticed([], [], this.#told(now));
    const due = this.#due(now).slice(0, limit);
    for (const hold of due) this.#lapse(hold, now, byChance(returns));
    return noticed(
      due.map(({ deadline }) => deadline),
      [...this.#holds.values()].map(({ deadline }) => deadline),
      this.#told(now),
    );
  };

  readonly miss: PoolStore['miss'] = async (limit, returns = AT_ONCE, window = ANY_TIME) => {
    const now = this.#now();
    if (isOutside(window, now)) return noticed([], [], this.#told(now));
    const due = [...this.#reservations]
      .filter(([, { collectBy }]) => now >= collectBy)
      .toSorted(([, a], [, b]) => a.collectBy - b.collectBy)
      .slice(0, limit);
    for (const [selection, reservation] of due) this.#miss(selection, reservation, now, byChance(returns));
    return noticed(
      due.map(([, { collectBy }]) => collectBy),
      [...this.#reservations.values()].map(({ collectBy }) => collectBy),
      this.#told(now),
    );
  };

  readonly bringBack: PoolStore['bringBack'] = async (limit, window = ANY_TIME, shownForMs = 0) => {
    const now = this.#now();
    if (isOutside(window, now)) return noticed([], [], this.#told(now));
    const due = this.#row.returns.filter(([, at]) => now >= at).slice(0, limit);
    const freed = due.map(([address]) => address);
    this.#row.release(freed, now + shownForMs);
    if (freed.length > 0) this.#append({ at: now, type: 'numbersReturned', taken: [], freed });
    return noticed(
      due.map(([, at]) => at),
      this.#row.returns.map(([, at]) => at),
      this.#told(now),
    );
  };

  readonly withhold: PoolStore['withhold'] = async (numbers) => {
    const taken = [...new Set(numbers)].filter((number) => this.#row.free.has(number));
    this.#row.take(taken, 'withheld');
    if (taken.length > 0) this.#append({ at: this.#now(), type: 'numbersWithheld', taken, freed: [] });
    return taken;
  };

  readonly unwithhold: PoolStore['unwithhold'] = async (numbers, shownForMs = 0) => {
    const freed = [...new Set(numbers)].filter((number) => this.#row.ownerOf(number) === 'withheld');
    this.#row.release(freed, this.#now() + shownForMs);
    if (freed.length > 0) this.#append({ at: this.#now(), type: 'numbersUnwithheld', taken: [], freed });
    return freed;
  };

  readonly schedule: PoolStore['schedule'] = async (opening) => {
    this.#scheduled.set(opening.block.id, opening);
  };
  readonly unschedule: PoolStore['unschedule'] = async (id) => this.#scheduled.delete(id);
  readonly scheduled: PoolStore['scheduled'] = async () =>
    [...this.#scheduled.values()].toSorted((a, b) => a.opensAt - b.opensAt);

  readonly banOf: PoolStore['banOf'] = async (owner) => this.#banOf(owner, this.#now());
  readonly liftBan: PoolStore['liftBan'] = async (owner) => {
    const ends = this.#banOf(owner, this.#now());
    this.#bans.delete(owner);
    return ends !== null;
  };

  readonly snapshot: PoolStore['snapshot'] = async () => {
    const free = new Uint8Array(Math.ceil(nextBase(this.#blocks) / 8));
    for (const address of this.#row.free) free[address >> 3] = (free[address >> 3] ?? 0) | (0x80 >> (address & 7));
    return {
      ...this.#told(this.#now()),
      position: { epoch: this.#epoch, offset: this.#events.length },
      blocks: [...this.#blocks],
      free,
    };
  };

  readonly eventsAfter: PoolStore['eventsAfter'] = async ({ epoch, offset }, waitMs) => {
    if (epoch !== this.#epoch || offset > this.#events.length) return 'gone';
    if (offset === this.#events.length) {
      const patience = { signal: AbortSignal.timeout(waitMs) };
      await once(this.#news, 'event', patience).catch(() => undefined);
    }
    return this.#events.slice(offset);
  };

  readonly tally: PoolStore['tally'] = async () => ({ opened: this.#opened, ...this.#row.counts() });

  readonly now: PoolStore['now'] = async () => this.#now();

  /** The clock, which never counts as before the last event. */
  #now(): number {
    return Math.max(this.#clock(), this.#events.at(-1)?.at ?? 0);
  }

  /** An instant as replies tell it, with what its clock is behind by. */
  #told(now: number): StoreTime {
    const behindMs = now - this.#clock();
    return behindMs > 0 ? { now, behindMs } : { now };
  }

  #stored(id: SelectionId): StoredSelection {
    const selection = this.#selections.get(id);
    if (selection === undefined) return { version: 0, record: null, hold: null };
    const kept = selection.token === null ? undefined : this.#holds.get(selection.token);
    const hold = kept === undefined ? null : { token: kept.token, numbers: kept.numbers, deadline: kept.deadline };
    return { version: selection.version, record: selection.record, hold };
  }

  #early(command: StoreCommand, now: number): CommitResult<never> | undefined {
    const remembered = this.#answers.get(command.selection)?.get(command.id);
    if (remembered !== undefined) {
      const { digest, ...answer } = remembered;
      return digest === command.digest
        ? { status: 'repeated', ...answer, ...this.#told(now) }
        : { status: 'commandReused', ...this.#told(now) };
    }
    if (now >= command.notAfter) return { status: 'tooLate', ...this.#told(now) };
    if (now < command.from || now >= command.until) return { status: 'rejudge', ...this.#told(now) };
    if (command.version !== this.#stored(command.selection).version)
      return { status: 'versionMoved', ...this.#told(now) };
    return undefined;
  }

  #captchaFailure({ selection, captcha, captchaFrom }: HoldCommand | DrawCommand, now: number) {
    const issued = this.#captchas.get(captcha.id);
    if (issued?.selection !== selection || now >= issued.expiresAt || issued.issuedAt < captchaFrom)
      return 'captchaSpent';
    return captcha.digest === null || captcha.digest === issued.digest ? undefined : 'captchaWrong';
  }

  /** A captcha serves once, also when it was answered wrongly. */
  #refuseCaptcha(command: HoldCommand | DrawCommand, now: number) {
    const failure = this.#captchaFailure(command, now);
    if (failure === undefined) return undefined;
    if (failure === 'captchaWrong') this.#captchas.delete(command.captcha.id);
    return this.#refuse(command, now, failure);
  }

  #chooseSome(count: number): Address[] {
    const free = new Set(this.#row.free);
    const numbers: Address[] = [];
    while (numbers.length < count && free.size > 0) {
      const number = this.#choose([...free]);
      if (number === undefined || !free.delete(number)) throw new RangeError(`${number} was chosen, which is not free`);
      numbers.push(number);
    }
    return numbers;
  }

  #keep(command: { token: HoldToken; selection: SelectionId; deadline: number }, numbers: readonly Address[]): Hold {
    const { token, selection, deadline } = command;
    this.#row.take(numbers, `held ${token}`);
    this.#holds.set(token, { token, selection, deadline, numbers });
    return { token, deadline, numbers };
  }

  #banOf(owner: OwnerId, now: number): number | null {
    const ends = this.#bans.get(owner) ?? 0;
    return now < ends ? ends : null;
  }

  #refuseBanned(command: StoreCommand, now: number) {
    const ends = this.#banOf(command.owner, now);
    if (ends === null) return undefined;
    return this.#answerWith(command, now, 'banned', JSON.stringify({ until: String(ends) }), []);
  }

  #due(now: number): Kept[] {
    return [...this.#holds.values()]
      .filter(({ deadline }) => now >= deadline)
      .toSorted((a, b) => a.deadline - b.deadline);
  }

  #live(command: { token: HoldToken; selection: SelectionId }, now: number): Kept | undefined {
    const hold = this.#holds.get(command.token);
    return hold?.selection === command.selection && now < hold.deadline ? hold : undefined;
  }

  #lapse(hold: Kept, now: number, delays: Delays): void {
    this.#holds.delete(hold.token);
    const freed = this.#row.giveBack(hold.numbers, now, delays);
    this.#append({ at: now, type: 'holdLapsed', taken: [], freed, selection: hold.selection, token: hold.token });
  }

  #miss(selection: SelectionId, { number, owner, bannedUntil }: Reservation, now: number, delays: Delays): void {
    const freed = this.#row.giveBack([number], now, delays);
    this.#reservations.delete(selection);
    this.#bans.set(owner, Math.max(bannedUntil, this.#bans.get(owner) ?? 0));
    this.#append({ at: now, type: 'collectionMissed', taken: [], freed, selection });
  }

  #append(event: Omit<PoolEvent, 'offset'>): void {
    this.#events.push({ offset: this.#events.length + 1, ...event });
    this.#news.emit('event');
  }

  #commit<O extends Outcome>(
    command: StoreCommand,
    now: number,
    outcome: O,
    next: Next,
    change: Change,
  ): CommitResult<O> {
    const { type, taken = [], freed = [], hold = null } = change;
    const version = command.version + 1;
    this.#selections.set(command.selection, { version, record: next.record, token: hold?.token ?? null });
    const bare = hold === null ? null : { token: hold.token, numbers: hold.numbers, deadline: hold.deadline };
    const state = { version, record: next.record, hold: bare };
    this.#append({ at: now, type, taken, freed, selection: command.selection, state });
    return this.#answerWith(command, now, outcome, next.answer, hold?.numbers ?? []);
  }

  /** Answers that a command came to nothing, and remembers it. */
  #refuse<O extends Outcome>(command: StoreCommand, now: number, outcome: O) {
    return this.#answerWith(command, now, outcome, '{}', []);
  }

  #answerWith<O extends Outcome>(
    command: Pick<StoreCommand, 'selection' | 'id' | 'digest'>,
    now: number,
    outcome: O,
    answer: string,
    numbers: readonly Address[],
  ) {
    const answers = this.#answers.get(command.selection) ?? new Map<CommandId, Remembered>();
    answers.set(command.id, { digest: command.digest, outcome, answer, numbers });
    this.#answers.set(command.selection, answers);
    const { version } = this.#stored(command.selection);
    return { status: 'done', outcome, answer, numbers, version, ...this.#told(now) } as const;
  }
}

const byChance = ({ after, within, shownFor }: Returns): Delays => ({
  returnAfter: randomInt(after, within + 1),
  shownFor,
});

const isOutside = ({ from, until }: Window, now: number): boolean => now < from || now >= until;

const noticed = (due: readonly number[], left: readonly number[], time: StoreTime): Noticed => ({
  due,
  next: left.length === 0 ? null : Math.min(...left),
  ...time,
});
