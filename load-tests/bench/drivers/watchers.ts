import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { CaptchaChallenge } from '../../../protocol/captcha.ts';
import type { KeyboardLayout } from '../../../protocol/keyboard.ts';
import { solveCaptcha } from '../../../verification/actors/captcha.ts';
import { keysOf } from '../../../verification/actors/keys.ts';
import { isAck } from '../../../verification/actors/packets.ts';
import { serveCalls } from '../support/calls.ts';
import { type Crowd, each, Peer, tokensOf } from '../support/peer.ts';
import { percentile } from '../support/stats.ts';

/** The pushes to the watchers of one pattern: ms from the claim's ack, and a message's bytes with its frame's head. */
type Heard = {
  readonly heard: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly bytes: number;
};

/** A push is waited for as long as this, in ms. */
const TIMEOUT_MS = 10_000;

const watchers: { readonly peer: Peer; readonly layout: KeyboardLayout | null }[] = [];
let instants: number[] = [];
let bytes = 0;

const hear = (packet: Buffer): void => {
  if (isAck(packet) || packet.indexOf('"patternMoved"') < 0 || packet.indexOf('"matching":0') < 0) return;
  instants.push(performance.now());
  bytes += packet.length + (packet.length > 125 ? 4 : 2);
};

const typed = (layout: KeyboardLayout, plate: string) => ({ layout: layout.id, keys: keysOf(layout, plate) });

const heardSince = async (instant: number): Promise<Heard> => {
  const waiting = (): boolean => instants.length < watchers.length;
  for (const end = performance.now() + TIMEOUT_MS; waiting() && performance.now() < end; ) await delay(10);
  const waits = Float64Array.from(instants, (at) => at - instant).toSorted();
  return {
    heard: waits.length,
    p50: percentile(waits, 0.5),
    p99: percentile(waits, 0.99),
    max: waits.at(-1) ?? Number.NaN,
    bytes: bytes / waits.length,
  };
};

const calls = {
  /** Connects those who watch; of a real server, whose Redis is told, with a keyboard. */
  connect: async (crowd: Crowd): Promise<void> => {
    const tokens = await tokensOf(crowd);
    await each(crowd.count, async (i) => {
      const peer = await Peer.open(crowd.port, i, tokens[i], () => undefined);
      watchers.push({ peer, layout: tokens[i] === undefined ? null : await peer.openKeyboard() });
      peer.hear = hear;
    });
  },

  /** Has all of them type a number, then demo applicant `first` take it; tells when they heard of it. */
  takeFromAll: async ({ plate, ...server }: Crowd & { readonly plate: string }): Promise<Heard> => {
    await each(watchers.length, async (i) => {
      const { peer, layout } = watchers[i] ?? {};
      if (layout != null) await peer?.carryOut('typePattern', typed(layout, plate));
    });
    const [token] = await tokensOf(server);
    const taker = await Peer.open(server.port, watchers.length, token, () => undefined);
    const layout = await taker.openKeyboard();
    const captcha = solveCaptcha(await taker.carryOut<CaptchaChallenge>('requestCaptcha', {}));
    const { selection } = await taker.ask<{ selection: { version: number } }>('readSelection', {});
    // The pushes of the pool's figures pass by first.
    await delay(1_500);
    instants = [];
    bytes = 0;
    const command = { id: randomUUID(), version: selection.version, ...typed(layout, plate), captcha };
    const { outcome } = await taker.carryOut<{ outcome: string }>('verifyPlate', command);
    const instant = performance.now();
    if (outcome !== 'held') throw new Error(`${plate} is ${outcome}`);
    const heard = await heardSince(instant);
    taker.end();
    return heard;
  },

  /** Has a counterpart tell everybody at once; tells when they heard of it. */
  tellAll: async ({ push }: { push: object }): Promise<Heard> => {
    instants = [];
    bytes = 0;
    await watchers[0]?.peer.ask('tellAll', push);
    return heardSince(performance.now());
  },
};

export type WatcherCalls = typeof calls;
serveCalls(calls);
