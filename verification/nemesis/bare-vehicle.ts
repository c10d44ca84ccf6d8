import { setTimeout as delay } from 'node:timers/promises';
import type { CaptchaAnswer } from '../../protocol/captcha.ts';
import { outboxView } from '../../protocol/http/outbox.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import { addressFor } from '../actors/addresses.ts';
import { solveCaptcha } from '../actors/captcha.ts';
import { beginSessions } from '../actors/sessions.ts';
import { codeIn } from '../actors/sms-code.ts';
import type { Line } from '../checker/format.ts';
import { BareLine, type RecordedCommand } from './bare-line.ts';
import type { StageNode } from './node.ts';
import type { Stage } from './stage.ts';

/** How long a code is waited for, in ms. */
const TIMEOUT_MS = 10_000;

/** The names in a hold's commands. */
type Hold = { readonly token: string; readonly plate: string };

/** As many vehicles as a play wants, each with a session of its own. */
export const bareVehicles = async ({ redis, write }: Stage, count: number): Promise<readonly BareVehicle[]> => {
  const tokens = await beginSessions(redis.target, { first: 1, count });
  return tokens.map((token, nth) => new BareVehicle(nth, token, write));
};

/** One vehicle with as many connections as a play wants, each at a given node. */
export class BareVehicle {
  readonly nth: number;
  readonly #token: string;
  readonly #write: (line: Line) => void;
  #opened = 0;

  /** @param nth which one it is: it calls from an address of its own */
  constructor(nth: number, token: string, write: (line: Line) => void) {
    this.nth = nth;
    this.#token = token;
    this.#write = write;
  }

  async line(node: StageNode): Promise<BareLine> {
    this.#opened += 1;
    const where = { port: node.port, token: this.#token, from: addressFor(this.nth * 20) };
    return BareLine.open(where, `vehicle-${this.nth}-${this.#opened}`, this.#write);
  }

  /** From a hold to a reserved number; `send` resolves when a command was carried out. */
  async reserve(
    { token, plate }: Hold,
    node: StageNode,
    send: (name: RecordedCommand, body: object) => Promise<void>,
  ): Promise<void> {
    await send('confirmPlate', { token, plate });
    await send('requestCode', { token });
    await send('completeReservation', { token, code: await this.lastCode(node) });
  }

  /** The code in the newest message to its owner; waits, because it is noted before it is sent. */
  async lastCode(node: StageNode): Promise<string> {
    const headers = { authorization: `Bearer ${this.#token}` };
    for (const end = performance.now() + TIMEOUT_MS; performance.now() < end; await delay(20)) {
      const code = codeIn(outboxView.parse(await (await fetch(`${node.url}/api/outbox`, { headers })).json()));
      if (code !== undefined) return code;
    }
    throw new Error('no code was sent');
  }
}

/** A fresh captcha of a connection, answered; asked for again where none is available. */
export const captchaOn = async (line: BareLine): Promise<CaptchaAnswer> => {
  let reply = await line.query('requestCaptcha', {});
  for (let again = 0; again < 5 && !reply.ok; again += 1) {
    await delay(1_000);
    reply = await line.query('requestCaptcha', {});
  }
  if (!reply.ok) throw new Error(`${line.client} was given no captcha: ${reply.refusal.code}`);
  return solveCaptcha(reply.answer);
};

/** The selection as a connection's node shows it. */
export const viewOn = async (line: BareLine): Promise<SelectionView> => {
  const reply = await line.query('readSelection', {});
  if (!reply.ok || reply.selection === undefined) throw new Error(`${line.client} was shown no selection`);
  return reply.selection;
};

/** The names in a hold's commands; throws without a hold. */
export const holdIn = (view: SelectionView): Hold => {
  if (view.stage === 'picking') return { token: view.token, plate: view.plates[0] ?? '' };
  if (view.stage === 'holding' || view.stage === 'confirming') return { token: view.token, plate: view.plate };
  throw new Error(`nothing is held at the stage ${view.stage}`);
};
