import type { Report } from './fault.ts';
import type { LineOf } from './format.ts';
import type { Replay } from './replay.ts';
import type { Effect, SelectionState } from './selection-state.ts';

type Asked = LineOf<'asked'>;
type Said = LineOf<'told'>['said'];
type EffectType = Effect['type'];
type Op = { readonly asked: Asked; answer?: string; readonly said?: Said };

/** Which change each command can make. */
const EFFECTS: Readonly<Record<Asked['command'], readonly EffectType[]>> = {
  openKeyboard: ['selectionNoted'],
  verifyPlate: ['plateHeld', 'tryUsed'],
  drawPlates: ['platesDrawn'],
  releaseHold: ['holdReleased'],
  confirmPlate: ['plateConfirmed'],
  requestCode: ['selectionNoted'],
  completeReservation: ['plateReserved', 'selectionNoted'],
  collect: ['plateRegistered'],
  beginAnew: ['selectionNoted'],
};
/** The change behind each outcome that a client may be told; null where there need be none. */
const OUTCOMES: Readonly<Record<string, EffectType | null>> = {
  opened: null,
  held: 'plateHeld',
  taken: 'tryUsed',
  drawn: 'platesDrawn',
  released: 'holdReleased',
  confirmed: 'plateConfirmed',
  codeSent: 'selectionNoted',
  reserved: 'plateReserved',
  registered: 'plateRegistered',
  begunAnew: 'selectionNoted',
};
/** Refusals that do not say whether the command was done: the message itself was not served. */
const NO_ANSWER = ['outcomeUnknown', 'shuttingDown', 'tooManyRequests', 'gatewayDown'];

/**
 * Holds what clients asked and were told against what the events say was done. A command has one effect at most and
 * one answer (P5, SAFE-1), what was acknowledged was done (P4), what was refused was not, and nothing was done that
 * nobody asked for (P10). A command on version v makes version v + 1, so each is found at once.
 */
export class Commands {
  readonly #replay: Replay;
  readonly #report: Report;
  readonly #ops = new Map<string, Op>();
  /** The kinds of versionless commands, and of unanswered ones that may have been followed by others, by selection. */
  readonly #anyVersion = new Map<string, Set<EffectType>>();
  #count = 0;

  constructor(replay: Replay, report: Report) {
    this.#replay = replay;
    this.#report = report;
  }

  /** How many commands were asked, each once. */
  get count(): number {
    return this.#count;
  }

  asked(asked: Asked): void {
    const key = keyOf(asked);
    if (this.#ops.has(key)) return;
    this.#count += 1;
    this.#ops.set(key, { asked });
    if (asked.version !== undefined && asked.command !== 'requestCode') return;
    // A code that the gateway did not take is noted once more, on whatever version.
    const kinds = this.#anyVersion.get(asked.selection) ?? new Set();
    for (const kind of EFFECTS[asked.command]) kinds.add(kind);
    this.#anyVersion.set(asked.selection, kinds);
  }

  told(told: LineOf<'told'>): void {
    const op = this.#ops.get(keyOf(told));
    if (op === undefined)
      return this.#report(
        'P5',
        `client ${told.client} was answered command ${told.id} of ${told.selection}, which nobody had sent`,
      );
    if (!told.said.ok && NO_ANSWER.includes(told.said.code)) return;
    const answer = JSON.stringify(told.said);
    if (op.answer === undefined) {
      op.answer = answer;
      this.#check(op.asked, told.said);
    } else if (op.answer !== answer)
      this.#report('SAFE-1', `${named(op.asked)} was answered ${op.answer} first and ${answer} later`);
  }

  /** When everything was read: what was neither acknowledged nor asked for must not have been done. */
  end(): void {
    for (const { asked, answer } of this.#ops.values()) {
      if (asked.version === undefined) continue;
      const effect = this.#replay.selections.get(asked.selection)?.effects[asked.version];
      if (effect === undefined || !EFFECTS[asked.command].includes(effect.type)) continue;
      if (answer === undefined) effect.possible = true;
      else if (effect.claimedBy !== asked.id) effect.refused = `${named(asked)} was answered ${answer}`;
    }
    for (const selection of this.#replay.selections.values())
      for (const effect of selection.effects) this.#checkAskedFor(effect, selection);
  }

  #checkAskedFor(effect: Effect, { id }: SelectionState): void {
    if (effect.claimedBy !== undefined || effect.possible === true) return;
    if (this.#anyVersion.get(id)?.has(effect.type) === true) return;
    const what = `event ${effect.offset} (${effect.type}) of ${id}`;
    if (effect.refused === undefined) this.#report('P10', `${what} did what nobody had asked for`);
    else this.#report('P5', `${effect.refused}, and yet ${what} did it`);
  }

  #check(asked: Asked, said: Said): void {
    const outcome = said.ok ? said.answer.outcome : said.code === 'codeWrong' ? 'codeSent' : undefined;
    if (outcome === undefined) return;
    const type = OUTCOMES[outcome];
    if (type === undefined) return this.#report('P5', `${named(asked)} was told ${outcome}, which is no outcome`);
    if (type === null) return;
    const effects = this.#replay.selections.get(asked.selection)?.effects ?? [];
    const effect =
      asked.version === undefined
        ? effects.find((each) => each.type === type && each.claimedBy === undefined)
        : effects[asked.version];
    if (effect?.type !== type) {
      const instead =
        effect === undefined ? 'no event did it' : `event ${effect.offset} (${effect.type}) was done instead`;
      return this.#report('P4', `${named(asked)} was told ${outcome}, but ${instead}`);
    }
    if (effect.claimedBy !== undefined && effect.claimedBy !== asked.id)
      this.#report(
        'P5',
        `${named(asked)} and command ${effect.claimedBy} were both told that they did event ${effect.offset} (${type})`,
      );
    effect.claimedBy = asked.id;
    if (said.ok) this.#checkPlates(asked, said.answer, effect, effects[(asked.version ?? 0) - 1]);
  }

  /** The plates that the client was told of are those of the event. */
  #checkPlates(
    asked: Asked,
    answer: { readonly [fact: string]: unknown },
    effect: Effect,
    before: Effect | undefined,
  ): void {
    const { numbers } = this.#replay;
    const told: unknown[] = Array.isArray(answer.plates) ? answer.plates : 'plate' in answer ? [answer.plate] : [];
    if (told.length === 0) return;
    const held = effect.hold?.numbers ?? (effect.type === 'plateReserved' ? before?.hold?.numbers : undefined);
    if (held === undefined) return;
    const done = held.map((number) => numbers.plate(number)).toSorted();
    if (told.map(String).toSorted().join() === done.join()) return;
    const [said, was] = [told.map(String).join(' '), done.join(' ')];
    this.#report('P4', `${named(asked)} was told ${said}, but event ${effect.offset} (${effect.type}) gave it ${was}`);
  }
}

const keyOf = ({ selection, id }: { readonly selection: string; readonly id: string }): string => `${selection} ${id}`;
const named = ({ id, command, selection }: Asked): string => `command ${id} (${command}) of ${selection}`;
