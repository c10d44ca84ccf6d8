import { randomUUID } from 'node:crypto';
import { setPriority } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { CaptchaChallenge } from '../../../protocol/captcha.ts';
import type { Reply } from '../../../protocol/select/client-to-server.ts';
import { solveCaptcha } from '../../../verification/actors/captcha.ts';
import { serveCalls } from '../support/calls.ts';
import { type Crowd, each, Peer, tokensOf } from '../support/peer.ts';

// Takers make the load; a measuring process on the same core has priority.
setPriority(10);

/** A person who takes numbers over and over: gives the held ones back, and draws again. */
type Taker = { readonly peer: Peer; version: number; token: string | undefined; busy: boolean };

const takers: Taker[] = [];
let lost = 0;
let again = 0;
/** How often a command is sent before its outcome stays unknown. */
const MOST = 5;

const learn = (taker: Taker, reply: Reply): void => {
  if (!reply.ok) throw new Error(`a taker was refused: ${JSON.stringify(reply)}`);
  const { selection } = reply;
  if (selection === undefined) return;
  taker.version = selection.version;
  taker.token = 'token' in selection ? selection.token : undefined;
};

/** Asks again under the same id while the outcome is unknown, as any client does. */
const insist = async (peer: Peer, name: string, command: object): Promise<Reply> => {
  for (let asked = 1; ; asked += 1) {
    const reply = await peer.ask<Reply>(name, command);
    if (reply.ok || reply.refusal.code !== 'outcomeUnknown' || asked === MOST) return reply;
    again += 1;
  }
};

const take = async (taker: Taker): Promise<void> => {
  const { peer } = taker;
  if (taker.token !== undefined) {
    const release = { id: randomUUID(), version: taker.version, token: taker.token };
    learn(taker, await insist(peer, 'releaseHold', release));
  }
  const asked = await insist(peer, 'requestCaptcha', {});
  if (!asked.ok) throw new Error(`a taker got no captcha: ${JSON.stringify(asked)}`);
  const captcha = solveCaptcha(asked.answer as CaptchaChallenge);
  const draw = { id: randomUUID(), version: taker.version, captcha };
  learn(taker, await insist(peer, 'drawPlates', draw));
};

const calls = {
  /** Signs people in, from demo applicant `first` on, and connects them. */
  connect: async (crowd: Crowd): Promise<void> => {
    const tokens = await tokensOf(crowd);
    await each(crowd.count, async (i) => {
      const peer = await Peer.open(crowd.port, i, tokens[i], () => (lost += 1));
      const taker: Taker = { peer, version: 0, token: undefined, busy: false };
      learn(taker, await peer.ask<Reply>('readSelection', {}));
      takers.push(taker);
    });
  },

  /** Has them take so many numbers a second between them, each time one that is idle; rejects when one is refused. */
  take: async ({ perSecond, seconds }: { perSecond: number; seconds: number }) => {
    const began = performance.now();
    const running = new Set<Promise<void>>();
    let [begun, taken, next] = [0, 0, 0];
    const failures: Error[] = [];
    for (let passed = 0; passed < seconds && failures.length === 0; passed = (performance.now() - began) / 1_000) {
      for (; begun < passed * perSecond; begun += 1) {
        const taker = takers[next++ % takers.length];
        if (taker === undefined || taker.busy) continue;
        taker.busy = true;
        const run = take(taker)
          .then(() => void (taken += 1))
          .catch((error: unknown) => void failures.push(error instanceof Error ? error : new Error(String(error))))
          .finally(() => {
            taker.busy = false;
            running.delete(run);
          });
        running.add(run);
      }
      await delay(5);
    }
    await Promise.all(running);
    if (failures[0] !== undefined) throw failures[0];
    return { taken, perSecond: taken / ((performance.now() - began) / 1_000), again, lost };
  },
};

export type TakerCalls = typeof calls;
serveCalls(calls);
