import { isDeepStrictEqual } from 'node:util';
import { type Around, codeWasRight } from './claims.ts';
import type { Report } from './fault.ts';
import type { LineOf } from './format.ts';
import { type Asked, keyOf, named, type Op, type Said } from './op.ts';
import { plateNotGiven, plateNotTaken } from './plates.ts';
import { lieIn } from './refusals.ts';
import type { Replay } from './replay.ts';
import type { Effect, SelectionState } from './selection-state.ts';
import type { Spans } from './spans.ts';
import { TOLERANCE } from './times.ts';
import type { Versions } from './versions.ts';

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
  readonly #replay: Replay;
  readonly #report: Report;
  readonly #ops = new Map<string, Op>();
  readonly #spans: Spans;
  /** The command that each captcha has served. */
  readonly #captchas = new Map<string, string>();
  /** Every command that came with a captcha, by the captcha. */
  readonly #withCaptcha = new Map<string, Op[]>();
  readonly #layouts = new Map<string, Op>();
  /** When each client sent its commands; empty where the history does not bound them. */
  readonly #sent = new Map<string, number[]>();

  /** Each client's open requests, where clients write that they have left. */
  readonly #waiting = new Map<string, Set<Op>>();
  readonly #isWritten: boolean;
  readonly #versions: Versions;

  constructor(parts: { replay: Replay; spans: Spans; versions: Versions; isWritten: boolean; report: Report }) {
    this.#replay = parts.replay;
    this.#spans = parts.spans;
    this.#versions = parts.versions;
    this.#isWritten = parts.isWritten;
    this.#report = parts.report;
  }

  /** How many commands were asked, each once. */
  get count(): number {
    return this.#ops.size;
  }

  asked(asked: Asked): void {
    const key = keyOf(asked);
    const known = this.#ops.get(key);
    if (this.#replay.settings.allowance !== undefined) append(this.#sent, asked.client, asked.at ?? Number.NaN);
    const begun = this.#spans.begin(asked.client, asked);
    const wait = (op: Op): void => void (this.#isWritten && waitingOf(this.#waiting, asked.client).add(op));
    if (known === undefined) {
      const op: Op = { asked, again: false, reused: false, ...begun };
      this.#ops.set(key, op);
      this.#spans.asks(asked.client, op);
      wait(op);
      if (asked.captcha !== undefined) append(this.#withCaptcha, asked.captcha, op);
      return;
    }
    wait(known);
    known.again = true;
    known.from = Math.min(known.from, begun.from);
    known.first = Math.min(known.first, begun.first);
    if (known.asked.client !== asked.client) known.others = [...(known.others ?? []), asked.client];
    if (BODY.some((part) => known.asked[part] !== asked[part])) known.reused = true;
  }

  told(told: LineOf<'told'>): void {
    const { client, id, selection, said } = told;
    const op = this.#ops.get(keyOf(told));
    if (op === undefined || (client !== op.asked.client && op.others?.includes(client) !== true)) {
      const who = op === undefined ? 'nobody' : `${op.asked.client} and not he`;
      return this.#report('P5', `client ${client} was answered command ${id} of ${selection}, which ${who} had sent`);
    }
    const isAnswer = said.ok || !(NO_ANSWER.includes(said.code) || (op.reused && said.code === 'commandReused'));
    if (isAnswer && op.said === undefined) {
      op.said = said;
      this.#check(op, said);
    } else if (isAnswer && !isDeepStrictEqual(op.said, said))
      this.#report(
        'SAFE-1',
        `${named(op.asked)} was answered ${JSON.stringify(op.said)} first and ${JSON.stringify(said)} later`,
      );
    if (!said.ok) this.#spans.refused(client, op, said, told);
    this.#waiting.get(client)?.delete(op);
    if (op.effect === undefined) return;
    this.#spans.learns(client, op.effect);
    this.#versions.atLeast(client, selection, op.effect);
  }

  /** Closes the requests under way on a connection that has ended: they have no answer. */
  left({ client }: LineOf<'left'>): void {
    this.#waiting.delete(client);
  }

  /** After all lines were read: a change that was neither acknowledged nor asked for must not have been made. */
  end(owners: Around['owners']): void {
    this.#judgeRefusals(owners);
    for (const [client, ops] of this.#waiting)
      for (const { asked } of ops)
        this.#report('SAFE-3', `${named(asked)} was never answered, and client ${client} had not left`);
    const allowed = new Allowances();
    for (const { asked, said } of this.#ops.values()) {
      this.#allow(asked, said, allowed);
      if (asked.version === undefined) continue;
      const effect = this.#replay.selections.get(asked.selection)?.effects[asked.version];
      if (effect === undefined || !effectsOf(asked.command).includes(effect.type)) continue;
      if (said !== undefined) {
        if (effect.claimedBy !== asked.id) effect.refused = `${named(asked)} was answered ${JSON.stringify(said)}`;
      } else if (plateNotGiven(this.#replay.numbers, asked, undefined, effect) === undefined) {
        // Of several commands without an answer, any may have made the change.
        const wrong = plateNotTaken(this.#replay.numbers, asked, effect);
        if (wrong === undefined) effect.possible = true;
        else effect.wrongly = `${named(asked)} ${wrong}`;
      }
    }
    for (const selection of this.#replay.selections.values())
      for (const effect of selection.effects) this.#checkAskedFor(effect, selection, allowed);
  }

  /** A refusal is a claim like any other: it was true at some instant between the asking and the answer. */
  #judgeRefusals(owners: Around['owners']): void {
    const around: Around = {
      replay: this.#replay,
      ops: this.#ops,
      captchas: this.#withCaptcha,
      layouts: this.#layouts,
      owners,
      sent: this.#sent,
    };
    for (const refused of this.#spans.all()) {
      if ('over' in refused) {
        const early = refused.over - refused.until;
        if (early > TOLERANCE) this.#report('P3', `${refused.says}, ${early} ms too early`);
        continue;
      }
      const lie = lieIn(refused, around);
      const { op, refusal } = refused;
      if (lie !== undefined) this.#report(lie.promise, `${named(op.asked)} was told ${refusal.code} ${lie.why}`);
    }
    for (const op of this.#ops.values())
      if (op.effect?.type === 'plateReserved' && codeWasRight(op, around) === false)
        this.#report(
          'SMS-2',
          `${named(op.asked)} was told reserved though it did not name the code that was sent last`,
        );
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
    const what = `event ${effect.offset} (${effect.type}) of ${id}`;
    if (effect.wrongly !== undefined) this.#report('COMP-6', effect.wrongly);
    else if (effect.refused === undefined) this.#report('P10', `${what} did what nobody had asked for`);
    else this.#report('P5', `${effect.refused}, and yet ${what} did it`);
  }

  #check(op: Op, said: Said): void {
    const { asked } = op;
    const outcome = said.ok ? said.answer.outcome : said.code;
    const type = OUTCOMES[asked.command][outcome];
    if (!said.ok && type === undefined) return;
    if (type === undefined) return this.#report('P5', `${named(asked)} was told ${outcome}, which is no outcome of it`);
    if (type === null) {
      const layout = said.ok ? layoutIn(said.answer) : undefined;
      const key = layout === undefined ? undefined : keyOf({ selection: asked.selection, id: layout });
      if (key !== undefined && !this.#layouts.has(key)) this.#layouts.set(key, op);
      return;
    }
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
    op.effect = effect;
    this.#checkCaptcha(asked, effect);
    if (!said.ok) return;
    const wrong = plateNotGiven(this.#replay.numbers, asked, said.answer, effect);
    if (wrong !== undefined) this.#report('P4', `${named(asked)} ${wrong}`);
    this.#checkTaken(asked, effect);
  }

  /** A captcha serves one command (COMP-5, DRAW-1). */
  #checkCaptcha(asked: Asked, { at }: Effect): void {
    if (asked.captcha === undefined) return;
    if (asked.captchaIs === 'wrong')
      this.#report('DRAW-1', `${named(asked)} was served though its answer of captcha ${asked.captcha} was wrong`);
    if (asked.captchaUntil !== undefined && at >= asked.captchaUntil)
      this.#report(
        'DRAW-1',
        `${named(asked)} was served with captcha ${asked.captcha} ${at - asked.captchaUntil} ms after its end`,
      );
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

const append = <T>(lists: Map<string, T[]>, key: string, item: T): void => {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
};
