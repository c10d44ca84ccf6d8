import { isDeepStrictEqual } from 'node:util';
import { append } from './append.ts';
import { type Around, codeWasRight } from './claims.ts';
import type { LineOf } from './format.ts';
import { type Asked, keyOf, named, type Op, type Said } from './op.ts';
import { plateNotGiven, plateNotTaken } from './plates.ts';
import { lieIn } from './refusals.ts';
import type { Effect, SelectionState } from './selection-state.ts';
import type { ClientParts } from './spans.ts';
import { TOLERANCE } from './times.ts';

type EffectType = Effect['type'];

/** The outcomes that each command may be answered, with the change behind each; null where there need be none. */
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
/** The change that each command can make. */
const effectsOf = (command: Asked['command']): readonly EffectType[] =>
  command === 'openKeyboard' ? ['selectionNoted'] : Object.values(OUTCOMES[command]).filter((type) => type !== null);

/** Refusals that do not say whether the command was done: the message itself was not served. */
const NO_ANSWER = ['outcomeUnknown', 'recovering', 'shuttingDown', 'tooManyRequests', 'gatewayDown'];

/**
 * Holds the requests and answers of clients against the events. A command has one effect at most and one answer (P5,
 * SAFE-1), an acknowledged command was done (P4), a refused one was not, and nothing was done that nobody asked for
 * (P10). A command on version v makes version v + 1, so each is found at once.
 */
export class Commands {
  readonly #parts: ClientParts;
  readonly #ops = new Map<string, Op>();
  /** The command that each captcha has served. */
  readonly #captchas = new Map<string, string>();
  /** Every command that came with a captcha, by the captcha. */
  readonly #withCaptcha = new Map<string, Op[]>();
  readonly #layouts = new Map<string, Op>();
  /** When each client sent its commands; empty where the history does not bound them. */
  readonly #sent = new Map<string, number[]>();

  /** Each client's open requests, where clients write that they have left. */
  readonly #waiting = new Map<string, Set<Op>>();

  constructor(parts: ClientParts) {
    this.#parts = parts;
  }

  /** How many commands were asked, each once. */
  get count(): number {
    return this.#ops.size;
  }

  asked(asked: Asked): void {
    const { client, captcha } = asked;
    const { replay, spans, isWritten } = this.#parts;
    const key = keyOf(asked);
    const known = this.#ops.get(key);
    if (replay.settings.allowance !== undefined) append(this.#sent, client, asked.at ?? Number.NaN);
    const begun = spans.begin(client, asked);
    const op: Op = known ?? { asked, again: false, reused: false, ...begun };
    if (isWritten) waitingOf(this.#waiting, client).add(op);
    if (known === undefined) {
      this.#ops.set(key, op);
      spans.asks(client, op);
      if (captcha !== undefined) append(this.#withCaptcha, captcha, op);
      return;
    }
    known.again = true;
    known.from = Math.min(known.from, begun.from);
    known.first = Math.min(known.first, begun.first);
    if (known.asked.client !== client) known.others = [...(known.others ?? []), client];
    if (BODY.some((part) => known.asked[part] !== asked[part])) known.reused = true;
  }

  told(told: LineOf<'told'>): void {
    const { client, id, selection, said } = told;
    const { spans, versions, report } = this.#parts;
    const op = this.#ops.get(keyOf(told));
    if (op === undefined || (client !== op.asked.client && op.others?.includes(client) !== true)) {
      const who = op === undefined ? 'nobody' : `${op.asked.client} and not he`;
      return report('P5', `client ${client} was answered command ${id} of ${selection}, which ${who} had sent`);
    }
    const isAnswer = said.ok || !(NO_ANSWER.includes(said.code) || (op.reused && said.code === 'commandReused'));
    if (isAnswer && op.said === undefined) {
      op.said = said;
      this.#check(op, said);
    } else if (isAnswer && !isDeepStrictEqual(op.said, said)) {
      const [first, later] = [JSON.stringify(op.said), JSON.stringify(said)];
      report('SAFE-1', `${named(op.asked)} was answered ${first} first and ${later} later`);
    }
    if (!said.ok) spans.refused(client, op, said, told);
    this.#waiting.get(client)?.delete(op);
    if (op.effect === undefined) return;
    spans.learns(client, op.effect);
    versions.atLeast(client, selection, op.effect);
  }

  /** Closes the requests under way on a connection that has ended: they have no answer. */
  left({ client }: LineOf<'left'>): void {
    this.#waiting.delete(client);
  }

  /** After all lines were read: a change that was neither acknowledged nor asked for must not have been made. */
  end(owners: Around['owners']): void {
    const { replay, report } = this.#parts;
    this.#judgeRefusals(owners);
    for (const [client, ops] of this.#waiting)
      for (const { asked } of ops)
        report('SAFE-3', `${named(asked)} was never answered, and client ${client} had not left`);
    const allowed = new Allowances();
    for (const { asked, said } of this.#ops.values()) {
      this.#allow(asked, said, allowed);
      if (asked.version === undefined) continue;
      const effect = replay.selections.get(asked.selection)?.effects[asked.version];
      if (effect === undefined || !effectsOf(asked.command).includes(effect.type)) continue;
      if (said !== undefined) {
        if (effect.claimedBy !== asked.id) effect.refused = `${named(asked)} was answered ${JSON.stringify(said)}`;
      } else if (plateNotGiven(replay.numbers, asked, undefined, effect) === undefined) {
        // Of several commands without an answer, any may have made the change.
        const wrong = plateNotTaken(replay.numbers, asked, effect);
        if (wrong === undefined) effect.possible = true;
        else effect.wrongly = `${named(asked)} ${wrong}`;
      }
    }
    for (const selection of replay.selections.values())
      for (const effect of selection.effects) this.#checkAskedFor(effect, selection, allowed);
  }

  /** A refusal is a claim like any other: it was true at some instant between the asking and the answer. */
  #judgeRefusals(owners: Around['owners']): void {
    const { replay, spans, report } = this.#parts;
    const [ops, captchas, layouts, sent] = [this.#ops, this.#withCaptcha, this.#layouts, this.#sent];
    const around: Around = { replay, ops, captchas, layouts, owners, sent };
    for (const refused of spans.all()) {
      if ('over' in refused) {
        const early = refused.over - refused.until;
        if (early > TOLERANCE) report('P3', `${refused.says}, ${early} ms too early`);
        continue;
      }
      const lie = lieIn(refused, around);
      const { op, refusal } = refused;
      if (lie !== undefined) report(lie.promise, `${named(op.asked)} was told ${refusal.code} ${lie.why}`);
    }
    for (const op of ops.values())
      if (op.effect?.type === 'plateReserved' && codeWasRight(op, around) === false)
        report('SMS-2', `${named(op.asked)} was told reserved though it did not name the code that was sent last`);
  }

  /** A command without a version may have made one change, on any version; a refused one made none. */
  #allow(asked: Asked, said: Said | undefined, allowed: Allowances): void {
    // The keyboard of a command that is sent again late cannot be shown any more, but it was opened.
    const wasRefused = said !== undefined && !said.ok && said.code !== 'layoutUnknown';
    if (asked.version === undefined) {
      const claimed = said?.ok === true && asked.command !== 'openKeyboard';
      if (!wasRefused && !claimed)
        for (const type of effectsOf(asked.command)) allowed.add(asked.selection, type, ANYWHERE[asked.command]);
    }
    // A code that the gateway did not take is noted once more, on any version.
    if (asked.command === 'requestCode' && !wasRefused) allowed.add(asked.selection, 'selectionNoted', 'confirming');
  }

  #checkAskedFor(effect: Effect, { id }: SelectionState, allowed: Allowances): void {
    if (effect.claimedBy !== undefined || effect.possible === true) return;
    if (allowed.use(id, effect.type, effect.record.stage)) return;
    const { report } = this.#parts;
    const what = `event ${effect.offset} (${effect.type}) of ${id}`;
    if (effect.wrongly !== undefined) report('COMP-6', effect.wrongly);
    else if (effect.refused === undefined) report('P10', `${what} did what nobody had asked for`);
    else report('P5', `${effect.refused}, and yet ${what} did it`);
  }

  #check(op: Op, said: Said): void {
    const { asked } = op;
    const { replay, report } = this.#parts;
    const outcome = said.ok ? said.answer.outcome : said.code;
    const type = OUTCOMES[asked.command][outcome];
    if (!said.ok && type === undefined) return;
    if (type === undefined) return report('P5', `${named(asked)} was told ${outcome}, which is no outcome of it`);
    if (type === null) {
      const layout = said.ok ? layoutIn(said.answer) : undefined;
      const key = layout === undefined ? undefined : keyOf({ selection: asked.selection, id: layout });
      if (key !== undefined && !this.#layouts.has(key)) this.#layouts.set(key, op);
      return;
    }
    const effects = replay.selections.get(asked.selection)?.effects ?? [];
    const effect =
      asked.version === undefined
        ? effects.find((each) => each.type === type && each.claimedBy === undefined)
        : effects[asked.version];
    if (effect?.type !== type) {
      const instead =
        effect === undefined ? 'no event did it' : `event ${effect.offset} (${effect.type}) was done instead`;
      return report('P4', `${named(asked)} was told ${outcome}, but ${instead}`);
    }
    if (effect.claimedBy !== undefined && effect.claimedBy !== asked.id) {
      const both = `${named(asked)} and command ${effect.claimedBy} were both told that they did`;
      report('P5', `${both} event ${effect.offset} (${type})`);
    }
    effect.claimedBy = asked.id;
    op.effect = effect;
    this.#checkCaptcha(asked, effect);
    if (!said.ok) return;
    const notGiven = plateNotGiven(replay.numbers, asked, said.answer, effect);
    if (notGiven !== undefined) report('P4', `${named(asked)} ${notGiven}`);
    const notTaken = plateNotTaken(replay.numbers, asked, effect);
    if (notTaken !== undefined) report('COMP-6', `${named(asked)} ${notTaken}`);
  }

  /** A captcha serves one command (COMP-5, DRAW-1). */
  #checkCaptcha(asked: Asked, { at }: Effect): void {
    const { captcha, captchaIs, captchaUntil } = asked;
    if (captcha === undefined) return;
    const wrong = (how: string): void => this.#parts.report('DRAW-1', `${named(asked)} was served ${how}`);
    if (captchaIs === 'wrong') wrong(`though its answer of captcha ${captcha} was wrong`);
    if (captchaUntil !== undefined && at >= captchaUntil)
      wrong(`with captcha ${captcha} ${at - captchaUntil} ms after its end`);
    const served = this.#captchas.get(captcha);
    if (served !== undefined && served !== keyOf(asked)) wrong(`with captcha ${captcha}, which had served another`);
    this.#captchas.set(captcha, keyOf(asked));
  }
}

/** The stage that a command leads to, for commands that may come without a version. */
const ANYWHERE: Partial<Readonly<Record<Asked['command'], Effect['record']['stage']>>> = { collect: 'registered' };

/** Counts the changes of each kind that a selection may owe to commands without a version. */
class Allowances {
  readonly #left = new Map<string, number>();

  add(selection: string, type: EffectType, stage: Effect['record']['stage'] = 'choosing'): void {
    const key = `${selection}\n${type} ${stage}`;
    this.#left.set(key, (this.#left.get(key) ?? 0) + 1);
  }

  /** Uses one up; false where none is left. */
  use(selection: string, type: EffectType, stage: Effect['record']['stage']): boolean {
    const key = `${selection}\n${type} ${stage}`;
    const left = this.#left.get(key) ?? 0;
    if (left === 0) return false;
    this.#left.set(key, left - 1);
    return true;
  }
}

/** The facts that must be equal in every sending of a command. */
const BODY = ['command', 'version', 'plate', 'token', 'layout', 'captcha', 'codeOf'] as const;

/** The id of the layout that an answer opens. */
const layoutIn = ({ layout }: { readonly [fact: string]: unknown }): string | undefined => {
  const id = typeof layout === 'object' && layout !== null && 'id' in layout ? layout.id : layout;
  return typeof id === 'string' ? id : undefined;
};

const waitingOf = (waiting: Map<string, Set<Op>>, client: string): Set<Op> => {
  const known = waiting.get(client) ?? new Set();
  waiting.set(client, known);
  return known;
};
