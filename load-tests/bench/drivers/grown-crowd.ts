import { setTimeout as delay } from 'node:timers/promises';
import type { KeyboardLayout } from '../../../protocol/keyboard.ts';
import { keysOf } from '../../../verification/actors/keys.ts';
import { isAck } from '../../../verification/actors/packets.ts';
import { serveCalls } from '../support/calls.ts';
import { each, Peer } from '../support/peer.ts';
import { typing } from '../support/typing.ts';

type Person = { readonly peer: Peer; readonly layout: KeyboardLayout; readonly next: () => string };

/** How long the last answers are waited for, in ms. */
const TIMEOUT_MS = 10_000;

const people: Person[] = [];
let acks = 0;
let pushes = 0;

const hear = (packet: Buffer): void => {
  if (isAck(packet)) acks += 1;
  else if (packet.indexOf('"patternMoved"') >= 0) pushes += 1;
};

const until = async (enough: () => boolean): Promise<void> => {
  for (const end = performance.now() + TIMEOUT_MS; !enough() && performance.now() < end; ) await delay(5);
  if (!enough()) throw new Error(`only ${acks} acks and ${pushes} pushes came`);
};

const calls = {
  /** Signs in and connects the demo applicants 1 … count, each with a keyboard open. */
  connect: async ({ port, count }: { port: number; count: number }): Promise<void> => {
    await each(count, async (i) => {
      const peer = await Peer.signedIn(port, 1 + i);
      const layout = await peer.openKeyboard();
      peer.hear = hear;
      people.push({ peer, layout, next: typing(layout, 1 + i) });
    });
  },

  /** Has as many keys pressed by everybody in turn, so many a second; resolves when all are answered. */
  type: async ({ keys, rate }: { keys: number; rate: number }): Promise<void> => {
    acks = 0;
    const began = performance.now();
    for (let sent = 0; sent < keys; await delay(2)) {
      for (const owed = Math.min(keys, ((performance.now() - began) / 1_000) * rate); sent < owed; sent += 1) {
        const person = people[sent % people.length];
        person?.peer.send(`42/select,${sent}${person.next()}`);
      }
    }
    await until(() => acks === keys);
  },

  /** Has everybody watch one number. */
  watch: async (plate: string): Promise<void> => {
    await each(people.length, async (i) => {
      const { peer, layout } = people[i] ?? {};
      if (layout !== undefined) await peer?.carryOut('typePattern', { layout: layout.id, keys: keysOf(layout, plate) });
    });
    pushes = 0;
  },

  /** Resolves when everybody has heard so many pushes since they watch. */
  heard: (times: number): Promise<void> => until(() => pushes >= times * people.length),
};

export type GrownCrowd = typeof calls;
serveCalls(calls);
