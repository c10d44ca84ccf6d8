import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { captchaId } from '../../protocol/ids.ts';
import type { Reply } from '../../protocol/select/client-to-server.ts';
import { keysOf } from '../actors/keys.ts';
import type { Aim } from './aim.ts';
import { type BareLine, type Message, message, type RecordedCommand } from './bare-line.ts';
import { captchaOn, holdIn } from './bare-vehicle.ts';
import { plateFromTheEnd } from './crowd.ts';
import type { Stage } from './stage.ts';

/** How many commands of one connection meet an edge. */
export const PROBES = 20;
/** Nobody holds it here. */
const ANOTHER = '00AA0';

/** A command that met an edge, and its answer. */
export type Probe = { readonly name: string; readonly at: number; readonly id: string; readonly said: string };
/** Everything that the vehicles share. */
export type Around = { readonly probes: Probe[]; readonly aim: Aim };
type Parts = {
  readonly stage: Stage;
  /** Where numbers are asked for, and where all else is: another node, where there is one. */
  readonly line: BareLine;
  readonly other: BareLine;
  readonly nth: number;
  readonly around: Around;
};

/**
 * One vehicle that comes to the ends of its countdowns. Its commands around an edge use up little: they are refused for
 * one reason before the edge and for another from it on.
 */
export class EdgeWay {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The interval between verifications, a composed number's countdown, a captcha's life, drawn numbers' countdown. */
  async compose(): Promise<void> {
    const { line, nth: mine } = this.#parts;
    const plate = plateFromTheEnd(mine);
    const opened = await done(line, message<'openKeyboard'>('openKeyboard', {}));
    const { layout } = opened.answer;
    const typed = { layout: layout.id, keys: keysOf(layout, plate) };
    const { verifyFrom } = choosing(opened);
    await this.#probe('verify-interval', line, verifyFrom, () => {
      const captcha = { kind: 'text', id: newCaptcha(), text: 'none' };
      return message('verifyPlate', { ...typed, captcha }, { version: line.version, plate });
    });
    await delay(600);
    const captcha = await captchaOn(line);
    const version = line.version;
    const held = await done(line, message('verifyPlate', { ...typed, captcha }, { version, plate }));
    await this.#confirmAround('hold', held);

    // It lapsed; one that is choosing again.
    await line.query('readSelection', {});
    const edge = Date.now() + 4_600;
    const captchas = await Promise.all(Array.from({ length: PROBES }, () => this.#issue(edge)));
    await this.#probe('captcha-life', line, edge, (nth) => {
      const wrong = { kind: 'text', id: captchas[nth], text: 'WRONG' };
      return message('drawPlates', { captcha: wrong }, { version: line.version });
    });
    await delay(600);
    await this.#confirmAround('draw-hold', await this.#draw());
  }

  /** A code's life, the interval between codes, and the countdown in which one must be entered. */
  async enterCodes(): Promise<void> {
    const { line, other } = this.#parts;
    const drawn = await this.#draw();
    const { token, plate } = holdIn(drawn.selection);
    const confirm = message('confirmPlate', { token, plate }, { version: line.version, plate });
    const { deadline } = confirming(await done(line, confirm));
    const sent = await this.#send(line, token);
    await other.hearsOf(line.version);
    // Each wrong entry makes a version, and the next is for that one.
    await this.#probe('code-life', other, sent.expiresAt, () =>
      message('completeReservation', { token, code: '000000' }, { version: other.version }),
    );
    await line.hearsOf(other.version);
    await delay(300);
    const again = await this.#send(line, token);
    await other.hearsOf(line.version);
    const version = other.version;
    await this.#probe('code-resend', other, again.resendFrom, () => message('requestCode', { token }, { version }));
    await this.#probe('code-countdown', other, deadline, () =>
      message('completeReservation', { token, code: '000000' }, { version: other.version }),
    );
  }

  /** Around an edge of the hours, which is everybody's. */
  async draw(edge: string, at: number): Promise<void> {
    const make = (): Message => {
      const captcha = { kind: 'text', id: newCaptcha(), text: 'none' };
      return message('drawPlates', { captcha }, { version: 0 });
    };
    const { line, nth: mine, around } = this.#parts;
    await this.#probe(edge, line, at, make, (nth) => around.aim.inCrowd(at, nth, mine));
  }

  /** Confirms a number that is not held, around the end of the countdown of those that are. */
  async #confirmAround(edge: string, { selection }: Shown): Promise<void> {
    const { token } = holdIn(selection);
    const { version } = selection;
    const deadline = 'deadline' in selection ? selection.deadline : 0;
    const { other } = this.#parts;
    await other.hearsOf(version);
    await this.#probe(edge, other, deadline, () =>
      message('confirmPlate', { token, plate: ANOTHER }, { version, plate: ANOTHER }),
    );
  }

  async #draw(): Promise<Shown> {
    const { line } = this.#parts;
    const captcha = await captchaOn(line);
    return done(line, message('drawPlates', { captcha }, { version: line.version }));
  }

  async #send(line: BareLine, token: string): Promise<{ readonly expiresAt: number; readonly resendFrom: number }> {
    await done(line, message('requestCode', { token }, { version: line.version }));
    // No view shows how long a code is valid: the record does.
    const { record } = await this.#parts.stage.store.readSelection(line.selection as never);
    const { code } = JSON.parse(record ?? '') as { code: { expiresAt: number; resendFrom: number } };
    return code;
  }

  async #issue(expiresAt: number): Promise<string> {
    const id = newCaptcha();
    const { line, stage } = this.#parts;
    const selection = line.selection as never;
    await stage.store.issueCaptcha({ selection, id, digest: 'right', issuedAt: 0, expiresAt });
    return id;
  }

  async #probe(
    name: string,
    line: BareLine,
    at: number,
    make: (nth: number) => Message,
    leave = (nth: number): Promise<number> => this.#parts.around.aim.at(at, nth),
  ): Promise<void> {
    const { probes, aim } = this.#parts.around;
    const send = async (nth: number): Promise<void> => {
      const due = await leave(nth);
      const command = make(nth);
      const reply = await line.ask(command);
      const said = reply.ok ? reply.answer.outcome : reply.refusal.code;
      probes.push({ name, at, id: command.id, said });
      aim.came(due, reply.now);
    };
    await Promise.all(Array.from({ length: PROBES }, (_, nth) => send(nth)));
  }
}

type Shown = { readonly selection: NonNullable<Reply<'readSelection'>['selection']> };

const newCaptcha = () => captchaId.parse(randomUUID().replaceAll('-', '').slice(0, 22));

/** Sends a command that must be carried out for the play to go on; again where its outcome is unknown. */
const done = async <N extends RecordedCommand>(line: BareLine, command: Message<N>) => {
  let reply = await line.ask(command);
  for (let again = 0; again < 5 && !reply.ok && reply.refusal.code === 'outcomeUnknown'; again += 1) {
    await delay(300);
    reply = await line.ask(command);
  }
  if (!reply.ok || reply.selection === undefined) throw new Error(`a play cannot go on: ${JSON.stringify(reply)}`);
  return { answer: reply.answer, selection: reply.selection };
};
const choosing = ({ selection }: Shown): { readonly verifyFrom: number } => {
  if (selection.stage !== 'choosing' || selection.verifyFrom === null) throw new Error('no verification is possible');
  return { verifyFrom: selection.verifyFrom };
};
const confirming = ({ selection }: Shown): { readonly deadline: number } => {
  if (selection.stage !== 'confirming') throw new Error('nothing was confirmed');
  return selection;
};
