import { randomUUID } from 'node:crypto';
import { sessionView } from '../../../protocol/http/session.ts';
import type { KeyboardLayout } from '../../../protocol/keyboard.ts';
import { demoAccountsOf } from '../../../server/identity/demo-accounts.ts';
import { Sessions } from '../../../server/identity/sessions.ts';
import { openRedisClient } from '../../../server/redis/client.ts';
import type { RedisTarget } from '../../../server/redis/target.ts';
import { createLog } from '../../../server/telemetry/log.ts';
import { argumentOf, eventOf, isAck } from './packets.ts';
import { openWire, type Wire } from './wire.ts';

/** Connections made at once. */
const AT_ONCE = 50;
const PER_ADDRESS = 2_000;

/** Does something for each of 0 … count - 1, some at a time, in order. */
export const each = async <T>(count: number, act: (i: number) => Promise<T>): Promise<T[]> => {
  const done: T[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < count; i = next++) done[i] = await act(i);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, worker));
  return done;
};

/**
 * An address of this machine to call from. Each process has its own, many of them: ports are used up address by address,
 * and one that was closed is not free again for a minute.
 */
export const addressFor = (i: number): string => `127.${1 + (process.pid % 250)}.${Math.floor(i / PER_ADDRESS)}.1`;

/** Signs demo applicant n in as anyone does: over HTTP, with the pass-phrase. */
export const signIn = async (port: number, n: number): Promise<string> => {
  const response = await fetch(`http://127.0.0.1:${port}/api/session`, {
    method: 'POST',
    body: JSON.stringify({ userName: `demo${n}`, passPhrase: 'demo', tokenIn: 'body' }),
  });
  const { token } = sessionView.parse(await response.json());
  if (token === undefined) throw new Error('no token was given');
  return token;
};

/**
 * Begins sessions of demo applicants, `count` from the first on, and answers their tokens: in the server's Redis, by its
 * own code. Over HTTP ten thousand would take the time that is there for measuring.
 */
export const beginSessions = async (redis: RedisTarget, first: number, count: number): Promise<readonly string[]> => {
  const client = await openRedisClient({ target: redis, role: 'queue', log: createLog('warn') });
  const accounts = demoAccountsOf(first + count);
  const sessions = new Sessions({ redis: client, accounts });
  const tokens = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const account = await accounts.byUserName(`demo${first + i}`);
      if (account === undefined) throw new Error(`there is no demo applicant ${first + i}`);
      return sessions.start(account, await sessions.generationOf(account.owner));
    }),
  );
  client.destroy();
  return tokens;
};

/** A connection that can be asked; whatever is no answer to a question goes to `hear`. */
export class Peer {
  wire: Wire | undefined;
  hear: (packet: Buffer) => void = () => undefined;
  #answered: ((packet: Buffer) => void) | undefined;

  /** Opens one; from then on `lost` is told if it ends. */
  static async open(port: number, i: number, token: string | undefined, lost: () => void): Promise<Peer> {
    const peer = new Peer();
    peer.wire = await openWire({
      port,
      from: addressFor(i),
      ...(token === undefined ? {} : { auth: { token } }),
      hear: (packet) => {
        if (peer.#answered !== undefined && isAck(packet)) peer.#answered(packet);
        else peer.hear(packet);
      },
      ended: lost,
    });
    return peer;
  }

  send(packet: string): void {
    this.wire?.send(packet);
  }

  /** Asks one question, with nothing else under way; resolves to the reply. */
  ask<T>(name: string, body: object): Promise<T> {
    return new Promise((resolve) => {
      this.#answered = (packet) => {
        this.#answered = undefined;
        resolve(argumentOf(packet) as T);
      };
      this.send(eventOf(0, name, body));
    });
  }

  /** Asks what is to succeed; throws the refusal. */
  async carryOut<T>(name: string, body: object): Promise<T> {
    const reply = await this.ask<{ ok: boolean; answer: T }>(name, body);
    if (!reply.ok) throw new Error(`${name} was refused: ${JSON.stringify(reply)}`);
    return reply.answer;
  }

  /** Enters self-compose (COMP-2). */
  async openKeyboard(): Promise<KeyboardLayout> {
    return (await this.carryOut<{ layout: KeyboardLayout }>('openKeyboard', { id: randomUUID() })).layout;
  }

  end(): void {
    this.wire?.end();
  }
}
