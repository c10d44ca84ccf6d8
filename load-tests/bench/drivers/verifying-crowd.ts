import { randomUUID } from 'node:crypto';
import type { CaptchaChallenge } from '../../../protocol/captcha.ts';
import type { KeyboardLayout } from '../../../protocol/keyboard.ts';
import { solveCaptcha } from '../../../verification/actors/captcha.ts';
import { keysOf } from '../../../verification/actors/keys.ts';
import { eventOf, isAck } from '../../../verification/actors/packets.ts';
import { serveCalls } from '../support/calls.ts';
import { each, Peer } from '../support/peer.ts';
import { percentile } from '../support/stats.ts';

/** The number of a demo applicant, and the plate that they want. */
type Wanted = readonly [n: number, plate: string];
/** A person with a number typed and a captcha solved. */
type Ready = { readonly peer: Peer; readonly packet: string };

/** The results of asking: how many of each outcome, and times in ms. */
type Fired = {
  readonly outcomes: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  readonly pushes: number;
};

/** The connected people, by the number of the demo applicant. */
const crowd = new Map<number, Peer>();
let ready: Ready[] = [];
/** Connections that have ended by themselves; whoever goes is counted out beforehand. */
let lost = 0;

const calls = {
  /** Who asks for which number next, by the number of the demo applicant; who is not there yet signs in and connects. */
  prepare: async ({ port, wanted }: { port: number; wanted: readonly Wanted[] }): Promise<void> => {
    ready = await each(wanted.length, async (i) => {
      const [n = 0, plate = ''] = wanted[i] ?? [];
      const peer = crowd.get(n) ?? (await Peer.signedIn(port, n, () => (lost += 1)));
      crowd.set(n, peer);
      const opened = await peer.ask<Opened>('openKeyboard', { id: randomUUID() });
      const { layout } = opened.answer;
      const body = {
        id: randomUUID(),
        version: opened.selection.version,
        layout: layout.id,
        keys: keysOf(layout, plate),
        captcha: solveCaptcha(await peer.carryOut<CaptchaChallenge>('requestCaptcha', {})),
      };
      return { peer, packet: eventOf(1, 'verifyPlate', body) };
    });
  },

  /** Disconnects these people. */
  leave: (who: readonly number[]): void => {
    for (const n of who) {
      crowd.get(n)?.end();
      crowd.delete(n);
      lost -= 1;
    }
  },

  /** Everyone who is prepared asks, with so many requests in flight. */
  fire: async (inFlight: number): Promise<Fired> => {
    const times = new Float64Array(ready.length);
    const outcomes: Record<string, number> = {};
    let pushes = 0;
    let next = 0;
    let left = ready.length;
    const began = performance.now();
    await new Promise<void>((resolve) => {
      const fireNext = (): void => {
        const i = next++;
        const one = ready[i];
        if (one === undefined) return;
        const sent = performance.now();
        one.peer.hear = (packet) => {
          if (!isAck(packet)) return void (pushes += 1);
          times[i] = performance.now() - sent;
          const outcome = outcomeIn(packet);
          outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
          left -= 1;
          if (left === 0) resolve();
          else fireNext();
        };
        one.peer.send(one.packet);
      };
      for (let i = 0; i < inFlight; i += 1) fireNext();
    });
    const seconds = (performance.now() - began) / 1_000;
    if (lost > 0) throw new Error(`${lost} connections were lost`);
    const sorted = times.toSorted();
    return { outcomes, seconds, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), pushes };
  },
};

type Opened = {
  readonly answer: { readonly layout: KeyboardLayout };
  readonly selection: { readonly version: number };
};

const outcomeIn = (packet: Buffer): string =>
  /"(?:outcome|code)":"(\w+)"/.exec(packet.toString('latin1', 0, 120))?.[1] ?? packet.toString();

export type VerifyingCrowd = typeof calls;
serveCalls(calls);
