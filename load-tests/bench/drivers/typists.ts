import { setTimeout as delay } from 'node:timers/promises';
import { argumentOf, isAck } from '../../../verification/actors/packets.ts';
import { serveCalls } from '../support/calls.ts';
import { type Crowd, each, Peer, tokensOf } from '../support/peer.ts';
import { percentile } from '../support/stats.ts';
import { pretendLayout, typing } from '../support/typing.ts';

/** A typist. `due` are the instants at which keys without an answer so far were to be sent. */
type Typist = { readonly peer: Peer; readonly next: () => string; readonly due: number[]; sent: number };

/** The results of typing; times in ms. `unanswered` and `refused` are 0 where all is well. */
type Typed = {
  readonly acks: number;
  readonly unanswered: number;
  readonly refused: number;
  readonly pushes: number;
  readonly seconds: number;
  readonly bytesPerKey: number;
  readonly bytesPerAck: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
};

type Pace = { readonly rate: number; readonly seconds: number; readonly awake?: boolean };
type Raced = { readonly answered: number; readonly perSecond: number; readonly refused: number };

/** How long the last key's answer may take, in ms. */
const TIMEOUT_MS = 5_000;
/** One of so many replies is kept to be imitated; a prime, so that every kind is among them. */
const SAMPLE_NTH = 37;
const SAMPLES = 2_000;

const typists: Typist[] = [];
const samples: unknown[] = [];
let lost = 0;
let acks = 0;
let refused = 0;
let pushes = 0;
let keyBytes = 0;
let ackBytes = 0;
let latencies = new Float64Array(0);
/** Whether the next key follows upon each answer. */
let racing = false;

const hear = (typist: Typist, packet: Buffer): void => {
  if (!isAck(packet)) return void (pushes += 1);
  const due = typist.due.shift();
  if (due === undefined) return;
  if (acks < latencies.length) latencies[acks] = performance.now() - due;
  acks += 1;
  ackBytes += packet.length;
  if (packet.indexOf('"ok":true') < 0) refused += 1;
  if (acks % SAMPLE_NTH === 0 && samples.length < SAMPLES) samples.push(argumentOf(packet));
  if (racing) press(typist, performance.now());
};

const isWaiting = (): boolean => typists.some(({ due }) => due.length > 0);

const press = (typist: Typist, due: number): void => {
  typist.sent += 1;
  typist.due.push(due);
  const packet = `42/select,${typist.sent}${typist.next()}`;
  keyBytes += packet.length;
  typist.peer.send(packet);
};

/** Begins anew to count, with room for the latencies of so many keys. */
const countFromZero = (keys: number): void => {
  acks = refused = pushes = keyBytes = ackBytes = 0;
  latencies = new Float64Array(Math.ceil(keys));
};

const calls = {
  /** Connects people; those of a real server, whose Redis is told, are signed in and open their keyboards. */
  connect: async (crowd: Crowd) => {
    const { port, count, first = 1 } = crowd;
    const tokens = await tokensOf(crowd);
    await each(count, async (i) => {
      const token = tokens[i];
      const peer = await Peer.open(port, i, token, () => (lost += 1));
      const layout = token === undefined ? pretendLayout() : await peer.openKeyboard();
      const typist: Typist = { peer, next: typing(layout, first + i), due: [], sent: 0 };
      peer.hear = (packet) => hear(typist, packet);
      typists.push(typist);
    });
    return typists.length;
  },

  /**
   * Has them press `rate` keys a second between them, by turns and some at every ms, however long the answers take.
   * `awake`: this process does not sleep in between. Else whoever answers it has the cost of waking it, the more often
   * the longer an answer takes, which is nothing that an answer costs.
   */
  type: async ({ rate, seconds, awake = false }: Pace): Promise<Typed> => {
    countFromZero(rate * seconds);
    const began = performance.now();
    let sent = 0;
    let idle: NodeJS.Immediate | undefined;
    const stayAwake = (): void => void (idle = setImmediate(stayAwake));
    if (awake) stayAwake();
    await new Promise<void>((resolve) => {
      const turn = (): void => {
        const owed = Math.min(latencies.length, Math.floor(((performance.now() - began) / 1_000) * rate));
        for (; sent < owed; sent += 1) {
          const typist = typists[sent % typists.length];
          if (typist !== undefined) press(typist, began + (sent / rate) * 1_000);
        }
        if (sent < latencies.length) setTimeout(turn, 1);
        else resolve();
      };
      turn();
    });
    const unanswered = (): number => sent - acks;
    for (const end = performance.now() + TIMEOUT_MS; unanswered() > 0 && performance.now() < end; ) await delay(5);
    clearImmediate(idle);
    for (const typist of typists) typist.due.length = 0;
    const sorted = latencies.subarray(0, Math.min(acks, latencies.length)).toSorted();
    return {
      acks,
      unanswered: unanswered(),
      refused,
      pushes,
      seconds: (performance.now() - began) / 1_000,
      bytesPerKey: keyBytes / sent,
      bytesPerAck: ackBytes / acks,
      p50: percentile(sorted, 0.5),
      p99: percentile(sorted, 0.99),
      max: sorted.at(-1) ?? Number.NaN,
    };
  },

  /** Has each press the next key as soon as the last is answered; answers how many were answered in a second. */
  race: async ({ seconds }: { seconds: number }): Promise<Raced> => {
    countFromZero(0);
    racing = true;
    for (const typist of typists) press(typist, performance.now());
    const began = performance.now();
    const before = acks;
    await delay(seconds * 1_000);
    const perSecond = (acks - before) / ((performance.now() - began) / 1_000);
    racing = false;
    for (const end = performance.now() + TIMEOUT_MS; performance.now() < end && isWaiting(); ) await delay(5);
    return { answered: acks, perSecond, refused };
  },

  /** Replies that came, to be imitated. */
  samples: () => samples,

  /** How many connections have ended by themselves. */
  lost: () => lost,
};

export type TypistCalls = typeof calls;
serveCalls(calls);
