import { isDeepStrictEqual } from 'node:util';
import type { Report } from './fault.ts';
import type { LineOf } from './format.ts';
import { plateNotGiven, plateNotTaken } from './plates.ts';
import type { Replay } from './replay.ts';
import type { Effect, SelectionState } from './selection-state.ts';

type Asked = LineOf<'asked'>;
type Said = LineOf<'told'>['said'];
type EffectType = Effect['type'];
type Op = {
  readonly asked: Asked;
  /** Other clients that sent it too, such as a second device. */
  others?: string[];
  /** Asked again under the same id as something else: that, and only that, may be told `commandReused`. */
  reused: boolean;
  said?: Said;
};

/** What each command may be told, and the change behind it; null where there need be none. */
const OUTCOMES: Readonly<Record<Asked['command'], Readonly<Record<string, EffectType | null>>>> = {
  openKeyboard: { opened: null },
  verifyPlate: { held: 'plateHeld', taken: 'tryUsed' },
  drawPlates: { drawn: 'platesDrawn' },
  releaseHold: { released: 'holdReleased' },
  confirmPlate: { confirmed: 'plateConfirmed' },
  requestCode: { codeSent: 'selectionNoted' },
  completeReservation: { reserved: 'plateReserved', codeWrong: 'selectionNoted' },
  collect: { registered: 'plateRegistered' },
  beginAnew: { begunAnew: 'selectionNoted' },
};
/** Which change each command can make. */
const effectsOf = (command: Asked['command']): readonly EffectType[] =>
  command === 'openKeyboard' ? ['selectionNoted'] : Object.values(OUTCOMES[command]).filter((type) => type !== null);

/** Refusals that do not say whether the command was done: the message itself was not served. */
const NO_ANSWER = ['outcomeUnknown', 'recovering', 'shuttingDown', 'tooManyRequests', 'gatewayDown'];

/**
 * Holds what clients asked and were told against what the events say was done. A command has one effect at most and
 * one answer (P5, SAFE-1), what was acknowledged was done (P4), what was refused was not, and nothing was done that
 * nobody asked for (P10). A command on version v makes version v + 1, so each is found at once.
 */
export class Commands {
  readonly #replay: Replay;
  readonly #report: Report;
  readonly #ops = new Map<string, Op>();
  /** Which command each captcha has served. */
  readonly #captchas = new Map<string, string>();

  constructor(replay: Replay, report: Report) {
    this.#replay = replay;
    this.#report = report;
  }

  /** How many commands were asked, each once. */
  get count(): number {
    return this.#ops.size;
  }

  asked(asked: Asked): void {
    const key = keyOf(asked);
    const known = this.#ops.get(key);
    if (known === undefined) {
      this.#ops.set(key, { asked, reused: false });
      return;
    }
    const { client, command, version, plate } = known.asked;
    if (client !== asked.client) known.others = [...(known.others ?? []), asked.client];
    if (command !== asked.command || version !== asked.version || plate !== asked.plate) known.reused = true;
  }

  told(told: LineOf<'told'>): void {
    const { client, id, selection, said } = told;
    const op = this.#ops.get(keyOf(told));
    if (op === undefined || (client !== op.asked.client && op.others?.includes(client) !== true)) {
      const who = op === undefined ? 'nobody' : `${op.asked.client} and not he`;
      return this.#report('P5', `client ${client} was answered command ${id} of ${selection}, which ${who} had sent`);
    }
    if (!said.ok && (NO_ANSWER.includes(said.code) || (op.reused && said.code === 'commandReused'))) return;
    if (op.said === undefined) {
      op.said = said;
      this.#check(op.asked, said);
    } else if (!isDeepStrictEqual(op.said, said))
      this.#report(
        'SAFE-1',
        `${named(op.asked)} was answered ${JSON.stringify(op.said)} first and ${JSON.stringify(said)} later`,
      );
  }

  /** When everything was read: what was neither acknowledged nor asked for must not have been done. */
  end(): void {
    const allowed = new Allowances();
    for (const { asked, said } of this.#ops.values()) {
      this.#allow(asked, said, allowed);
      if (asked.version === undefined) continue;
      const effect = this.#replay.selections.get(asked.selection)?.effects[asked.version];
      if (effect === undefined || !effectsOf(asked.command).includes(effect.type)) continue;
      if (said !== undefined) {
        if (effect.claimedBy !== asked.id) effect.refused = `${named(asked)} was answered ${JSON.stringify(said)}`;
      } else if (plateNotGiven(this.#replay.numbers, asked, undefined, effect) === undefined) {
        effect.possible = true;
        this.#checkTaken(asked, effect);
      }
    }
    for (const selection of this.#replay.selections.values())
      for (const effect of selection.effects) this.#checkAskedFor(effect, selection, allowed);
  }

  /** A command without a version may have made one change, wherever; one that was refused made none. */
  #allow(asked: Asked, said: Said | undefined, allowed: Allowances): void {
    // The keyboard of a command that is sent again late cannot be shown any more, and was opened all the same.
    const wasRefused = said !== undefined && !said.ok && said.code !== 'layoutUnknown';
    if (asked.version === undefined) {
      const claimed = said?.ok === true && asked.command !== 'openKeyboard';
      if (!wasRefused && !claimed)
        for (const type of effectsOf(asked.command)) allowed.add(asked.selection, type, ANYWHERE[asked.command]);
    }
    // A code that the gateway did not take is noted once more, on whatever version.
    if (asked.command === 'requestCode' && !wasRefused) allowed.add(asked.selection, 'selectionNoted', 'confirming');
  }

  #checkAskedFor(effect: Effect, { id }: SelectionState, allowed: Allowances): void {
    if (effect.claimedBy !== undefined || effect.possible === true) return;
    if (allowed.use(id, effect.type, effect.record.stage)) return;
    const what = `event ${effect.offset} (${effect.type}) of ${id}`;
    if (effect.refused === undefined) this.#report('P10', `${what} did what nobody had asked for`);
    else this.#report('P5', `${effect.refused}, and yet ${what} did it`);
  }

  #check(asked: Asked, said: Said): void {
    const outcome = said.ok ? said.answer.outcome : said.code;
    const type = OUTCOMES[asked.command][outcome];
    if (!said.ok && type === undefined) return this.#checkRefused(asked, said.code);
    if (type === undefined) return this.#report('P5', `${named(asked)} was told ${outcome}, which is no outcome of it`);
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
    this.#checkCaptcha(asked);
    if (!said.ok) return;
    const wrong = plateNotGiven(this.#replay.numbers, asked, said.answer, effect);
    if (wrong !== undefined) this.#report('P4', `${named(asked)} ${wrong}`);
    this.#checkTaken(asked, effect);
  }

  /** Nobody is refused for want of what the version that he saw had left. */
  #checkRefused(asked: Asked, code: string): void {
    if (asked.version === undefined || (code !== 'noTriesLeft' && code !== 'noDrawsLeft')) return;
    const { tries, draws } = this.#replay.settings;
    const effects = this.#replay.selections.get(asked.selection)?.effects ?? [];
    const { triesLeft, drawsLeft } =
      asked.version === 0 ? { triesLeft: tries, drawsLeft: draws } : (effects[asked.version - 1]?.record ?? none);
    const left = code === 'noTriesLeft' ? triesLeft : drawsLeft;
    if (left > 0) this.#report('P2', `${named(asked)} was told ${code} while ${left} were left`);
  }

  /** A captcha serves one command (COMP-5, DRAW-1). */
  #checkCaptcha(asked: Asked): void {
    if (asked.captcha === undefined) return;
    const served = this.#captchas.get(asked.captcha);
    if (served !== undefined && served !== keyOf(asked))
      this.#report('DRAW-1', `${named(asked)} was served with captcha ${asked.captcha}, which had served another`);
    this.#captchas.set(asked.captcha, keyOf(asked));
  }

  #checkTaken(asked: Asked, effect: Effect): void {
    const wrong = plateNotTaken(this.#replay.numbers, asked, effect);
    if (wrong !== undefined) this.#report('COMP-6', `${named(asked)} ${wrong}`);
  }
}

/** To which stage a command leads that may come without a version. */
const ANYWHERE: Partial<Readonly<Record<Asked['command'], Effect['record']['stage']>>> = { collect: 'registered' };

/** How many changes of a kind a selection may have had that no command with a version made. */
class Allowances {
  readonly #left = new Map<string, number>();

  add(selection: string, type: EffectType, stage: Effect['record']['stage'] = 'choosing'): void {
    const key = `${selection}\n${type} ${stage}`;
    this.#left.set(key, (this.#left.get(key) ?? 0) + 1);
  }

  /** Takes one; false where none is left. */
  use(selection: string, type: EffectType, stage: Effect['record']['stage']): boolean {
    const key = `${selection}\n${type} ${stage}`;
    const left = this.#left.get(key) ?? 0;
    if (left === 0) return false;
    this.#left.set(key, left - 1);
    return true;
  }
}

const none = { triesLeft: 0, drawsLeft: 0 };
const keyOf = ({ selection, id }: { readonly selection: string; readonly id: string }): string => `${selection}\n${id}`;
const named = ({ id, command, selection }: Asked): string => `command ${id} (${command}) of ${selection}`;
