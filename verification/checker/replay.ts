import { countBelow } from './count-below.ts';
import { checkAtOnce, checkNoticed, checkReturned } from './delays.ts';
import { faultsIn, type Report } from './fault.ts';
import type { LineOf } from './format.ts';
import { Numbers, type Owner } from './numbers.ts';
import { checkQuotas } from './quotas.ts';
import { checkRecord } from './records.ts';
import { type Hold, presentHold, type SelectionState, sameNumbers } from './selection-state.ts';
import { checkTimes } from './times.ts';

type Event = LineOf<'event'>;

/** The lists that each kind of event may carry; all others must be empty, because nodes and clients count by them. */
const MOVES: Partial<Readonly<Record<Event['type'], 'taken' | 'freed'>>> = {
  plateHeld: 'taken',
  platesDrawn: 'taken',
  numbersWithheld: 'taken',
  plateConfirmed: 'freed',
  holdReleased: 'freed',
  holdLapsed: 'freed',
  collectionMissed: 'freed',
  numbersReturned: 'freed',
  numbersUnwithheld: 'freed',
};

/** The most due holds that one draw lapses. */
const ENOUGH = 64;

/** Replays the pool's event stream, and holds every event against what was before it (P1, P2, P3, P6, POOL-4). */
export class Replay {
  readonly numbers: Numbers;
  readonly selections = new Map<string, SelectionState>();
  /** How many numbers were free after each event, by offset. */
  readonly freeAfter: number[] = [0];
  /** When each event happened, by offset. */
  readonly at: number[] = [Number.NEGATIVE_INFINITY];
  /** Every reservation that was missed, and until when its owner is banned for it. */
  readonly missed: { readonly selection: string; readonly offset: number; readonly bannedUntil: number }[] = [];
  /** The event that each hold lapsed with, by its token. */
  readonly lapsed = new Map<string, number>();
  /** Whether events come in the order of their instants. */
  readonly isSteady: boolean;
  /** Captchas may be gone before their end: Redis lost keys, or its clock was set. */
  readonly losesCaptchas: boolean;
  readonly settings: LineOf<'pool'>['settings'];
  readonly #pool: LineOf<'pool'>;
  readonly #report: Report;
  readonly #tokens = new Set<string>();
  /** The events after which nothing was free, or after which the count is unknown. */
  readonly #empty: number[] = [0];
  /** The holds that have lapsed, in that order. */
  readonly #lapses: { readonly selection: string; readonly deadline: number; readonly offset: number }[] = [];
  #offset = 0;
  #at = Number.NEGATIVE_INFINITY;
  #epoch: string | undefined;

  constructor(pool: LineOf<'pool'>, report: Report) {
    this.numbers = new Numbers(pool, report);
    this.settings = pool.settings;
    this.isSteady = pool.clock !== 'moved';
    this.losesCaptchas = pool.captchas === 'lost' || !this.isSteady;
    this.#pool = pool;
    this.#report = report;
  }

  /** The last event. */
  get offset(): number {
    return this.#offset;
  }

  apply(event: Event): void {
    const { offset } = event;
    if (offset <= this.#offset) return this.#in(event)('P6', `comes again after event ${this.#offset}`);
    if (offset > this.#offset + 1) {
      this.#report(
        'P6',
        `after event ${this.#offset} comes event ${offset} (${event.type}); what lies between is missing`,
      );
      for (let lost = this.#offset + 1; lost < offset; lost += 1) {
        this.freeAfter.push(Number.NaN);
        this.#empty.push(lost);
        this.at.push(event.at);
      }
    }
    this.#offset = offset;
    this.at.push(event.at);
    this.#checkFrame(event);
    if (event.selection === undefined) this.#applyToPool(event);
    else this.#applyToSelection(event, this.#selection(event.selection));
    this.freeAfter.push(this.numbers.free.size);
    if (this.numbers.free.size === 0) this.#empty.push(offset);
  }

  /** The last event before an instant, where they come in that order. */
  before(instant: number): number {
    return Math.max(0, countBelow(this.at, instant) - 1);
  }

  /** Whether nothing may have been free after some event from one to another. */
  wasEmpty(first: number, last: number): boolean {
    return (this.#empty[countBelow(this.#empty, first)] ?? Infinity) <= last;
  }

  /**
   * A selection whose hold was due from an instant on, and had not lapsed with any event up to one: a draw would have
   * found it. Undefined where there is none, or more than one draw deals with.
   */
  dueThroughout(from: number, last: number): string | undefined {
    const due = new Set<string>();
    for (let nth = countBelow(this.#lapses, last + 1, ({ offset }) => offset); nth < this.#lapses.length; nth += 1) {
      const lapse = this.#lapses[nth];
      if (lapse === undefined || lapse.deadline > from || due.size === ENOUGH) break;
      due.add(lapse.selection);
    }
    return due.size < ENOUGH ? [...due][0] : undefined;
  }

  /** Whether something is told of the life of the pool that this history is of. */
  isOf(epoch: string | undefined): boolean {
    this.#epoch ??= epoch;
    return epoch === undefined || epoch === this.#epoch;
  }

  #in(event: Event): Report {
    return faultsIn(event, this.#report);
  }

  #checkFrame(event: Event): void {
    const wrong = this.#in(event);
    if (!this.isOf(event.epoch))
      wrong('P7', `is of the pool's life ${event.epoch}, but those before it of ${this.#epoch}`);
    if (this.isSteady && event.at < this.#at)
      wrong('P6', `happened ${this.#at - event.at} ms before the event that it follows`);
    this.#at = event.at;
    for (const list of ['taken', 'freed'] as const)
      if (event[list].length > 0 && MOVES[event.type] !== list)
        wrong('P6', `moves numbers, which it may not: ${event[list].length} are ${list}`);
  }

  /** A hold's token is unique: it shows whose the numbers are. */
  #begin(event: Event, selection: SelectionState, hold: Hold): void {
    if (this.#tokens.has(hold.token)) this.#in(event)('P1', `gives ${selection.id} a token that was given before`);
    this.#tokens.add(hold.token);
    selection.holds.set(hold.token, hold);
  }

  #selection(id: string): SelectionState {
    const known = this.selections.get(id) ?? { id, effects: [], holds: new Map() };
    this.selections.set(id, known);
    return known;
  }

  #applyToPool(event: Event): void {
    const { numbers } = this;
    switch (event.type) {
      case 'blockOpened':
        return numbers.open(event);
      case 'numbersWithheld':
        return numbers.take(event, event.taken, { state: 'withheld' });
      case 'numbersUnwithheld':
        return numbers.pass(event, event.freed, { state: 'withheld' }, null);
      case 'numbersReturned':
        checkReturned(event, this, this.#report);
        return numbers.pass(event, event.freed, { state: 'returning' }, null);
      default:
        this.#in(event)('P6', 'concerns no selection');
    }
  }

  #applyToSelection(event: Event, selection: SelectionState): void {
    checkTimes(event, selection, this.settings, this.#report);
    if (event.state === undefined) {
      if (event.type === 'holdLapsed') this.#lapse(event, selection);
      else if (event.type === 'collectionMissed') this.#miss(event, selection);
      else this.#in(event)('P6', `does not say what became of ${event.selection}`);
      return;
    }
    checkQuotas(event, selection, this.settings, this.#report);
    checkRecord(event, selection, this.numbers, this.#pool, this.#report);
    this.#move(event, selection, event.state.hold);
    const { version, record, hold } = event.state;
    const { length: before } = selection.effects;
    if (version !== before + 1)
      this.#in(event)('P9', `makes version ${version} of ${event.selection}, which was at ${before}`);
    selection.effects.push({ offset: event.offset, type: event.type, at: event.at, record, hold });
  }

  /** Moves the numbers as the event's kind says, and holds the event's own lists against that. */
  #move(event: Event, selection: SelectionState, hold: Hold | null): void {
    const { numbers } = this;
    const wrong = this.#in(event);
    const held: Owner = { state: 'held', selection: selection.id };
    const own = presentHold(selection);
    switch (event.type) {
      case 'plateHeld':
      case 'platesDrawn': {
        const free = numbers.free.size;
        const due = event.type === 'plateHeld' ? 1 : Math.min(this.settings.drawSize, free);
        if (event.taken.length !== due)
          wrong('DRAW-2', `gives ${event.taken.length} numbers to ${selection.id} where ${due} are due`);
        numbers.take(event, event.taken, held);
        if (hold === null || !sameNumbers(hold.numbers, event.taken))
          wrong('P6', `takes other numbers than it says ${selection.id} holds`);
        if (hold !== null) this.#begin(event, selection, hold);
        return;
      }
      case 'plateConfirmed': {
        const others = (own?.numbers ?? []).filter((number) => hold?.numbers.includes(number) !== true);
        if (
          own === undefined ||
          hold?.token !== own.token ||
          hold.numbers.length !== 1 ||
          !own.numbers.includes(hold.numbers[0] ?? -1)
        )
          wrong('P1', `confirms for ${selection.id} what it does not hold`);
        this.#giveBack(event, others, held);
        if (own !== undefined && hold !== null) numbers.pass(event, hold.numbers, held, held);
        if (hold !== null) selection.holds.set(hold.token, hold);
        return;
      }
      case 'holdReleased':
        if (own === undefined) wrong('P1', `gives up a hold that ${selection.id} does not have`);
        this.#giveBack(event, own?.numbers ?? [], held);
        if (own !== undefined) selection.holds.delete(own.token);
        return;
      case 'plateReserved': {
        const [number] = own?.numbers ?? [];
        if (own === undefined || number === undefined || own.numbers.length !== 1)
          return wrong('P1', `reserves for ${selection.id} what it does not hold`);
        if (selection.reserved !== undefined)
          wrong('P1', `gives ${selection.id} a second number beside ${numbers.plate(selection.reserved)}`);
        numbers.pass(event, own.numbers, held, { state: 'reserved', selection: selection.id });
        selection.holds.delete(own.token);
        selection.reserved = number;
        return;
      }
      case 'plateRegistered': {
        const { reserved } = selection;
        if (reserved === undefined) return wrong('P1', `registers for ${selection.id} what it has not reserved`);
        const owner: Owner = { state: 'reserved', selection: selection.id };
        numbers.pass(event, [reserved], owner, { state: 'registered', selection: selection.id });
        selection.registered = reserved;
        delete selection.reserved;
        return;
      }
      case 'tryUsed':
      case 'selectionNoted':
        return;
      default:
        wrong('P6', `may not change ${selection.id}`);
    }
  }

  #lapse(event: Event, selection: SelectionState): void {
    const wrong = this.#in(event);
    const hold = lapsedHold(event, selection);
    if (hold === undefined) return wrong('P1', `lapses a hold that ${selection.id} does not have`);
    if (event.at < hold.deadline)
      wrong('P3', `lapses the hold of ${selection.id} ${hold.deadline - event.at} ms before its deadline`);
    checkNoticed(event, hold.deadline, this, this.#report);
    this.#giveBack(event, hold.numbers, { state: 'held', selection: selection.id });
    this.lapsed.set(hold.token, event.offset);
    this.#lapses.push({ selection: selection.id, deadline: hold.deadline, offset: event.offset });
    selection.holds.delete(hold.token);
  }

  #miss(event: Event, selection: SelectionState): void {
    if (selection.reserved === undefined)
      return this.#in(event)('P1', `takes a number from ${selection.id}, which has none reserved`);
    this.#giveBack(event, [selection.reserved], { state: 'reserved', selection: selection.id });
    const { record } = selection.effects.findLast(({ type }) => type === 'plateReserved') ?? {};
    const { bannedUntil = Infinity, collectBy = event.at } = record ?? {};
    checkNoticed(event, collectBy, this, this.#report);
    this.missed.push({ selection: selection.id, offset: event.offset, bannedUntil });
    delete selection.reserved;
  }

  /** All of the numbers are freed by the event, or, where they come back later, none. */
  #giveBack(event: Event, numbers: readonly number[], from: Owner): void {
    const wrong = this.#in(event);
    if (event.freed.length > 0 && !sameNumbers(event.freed, numbers)) {
      const [freed, due] = [event.freed, numbers].map((list) =>
        list.map((number) => this.numbers.plate(number)).join(' '),
      );
      wrong('P6', `frees ${freed} where ${from.selection} gives back ${due === '' ? 'nothing' : due}`);
    }
    if (event.freed.length === 0 && numbers.length > 0 && this.settings.returnWithin === 0)
      wrong('P6', `frees nothing where ${from.selection} gives back ${numbers.length}`);
    checkAtOnce(event, this.settings, this.#report);
    this.numbers.pass(event, numbers, from, event.freed.length > 0 ? null : { state: 'returning', since: event.at });
  }
}

const lapsedHold = ({ token, freed }: Event, { holds }: SelectionState): Hold | undefined => {
  if (token !== undefined) return holds.get(token);
  return [...holds.values()].find(({ numbers }) => sameNumbers(numbers, freed)) ?? [...holds.values()][0];
};
