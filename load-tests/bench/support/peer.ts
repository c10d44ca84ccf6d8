import { randomUUID } from 'node:crypto';
import type { KeyboardLayout } from '../../../protocol/keyboard.ts';
import type { RedisTarget } from '../../../server/redis/target.ts';
import { addressFor } from '../../../verification/actors/addresses.ts';
import { inLanes } from '../../../verification/actors/lanes.ts';
import { argumentOf, eventOf, isAck } from '../../../verification/actors/packets.ts';
import { beginSessions } from '../../../verification/actors/sessions.ts';
import { signIn } from '../../../verification/actors/sign-in.ts';
import { openWire, type Wire } from '../../../verification/actors/wire.ts';

/** Runs an act for each of 0 … count - 1, fifty at once. */
export const each = <T>(count: number, act: (i: number) => Promise<T>): Promise<T[]> =>
  inLanes({ count, lanes: 50 }, act);

/** The people that a driver connects: `count` demo applicants, from `first` on. `redis`: of a real server, where their sessions begin. */
export type Crowd = {
  readonly port: number;
  readonly count: number;
  readonly redis?: RedisTarget;
  readonly first?: number;
};
/** The tokens of a crowd's sessions; none at a counterpart, which has no Redis of ours. */
export const tokensOf = async ({ redis, count, first = 1 }: Crowd): Promise<readonly string[]> =>
  redis === undefined ? [] : beginSessions(redis, { first, count });

/** A connection with one request at a time; every packet that is no reply goes to `hear`. */
export class Peer {
  wire: Wire | undefined;
  hear: (packet: Buffer) => void = () => undefined;
  #answered: ((packet: Buffer) => void) | undefined;

  /** Opens one; `lost` is called if it ends afterwards. */
  static async open(port: number, i: number, token: string | undefined, lost: () => void): Promise<Peer> {
    const peer = new Peer();
    peer.wire = await openWire({
      port,
      from: addressFor(i),
      token,
      hear: (packet) => {
        if (peer.#answered !== undefined && isAck(packet)) peer.#answered(packet);
        else peer.hear(packet);
      },
      ended: lost,
    });
    return peer;
  }

  /** Opens one over HTTP for the demo applicant of a number, signed in. */
  static async signedIn(port: number, n: number, lost: () => void = () => undefined): Promise<Peer> {
    return Peer.open(port, n, await signIn(`http://127.0.0.1:${port}`, `demo${n}`), lost);
  }

  send(packet: string): void {
    this.wire?.send(packet);
  }

  /** Sends a request while no other is pending; resolves to the reply. */
  ask<T>(name: string, body: object): Promise<T> {
    return new Promise((resolve) => {
      this.#answered = (packet) => {
        this.#answered = undefined;
        resolve(argumentOf(packet) as T);
      };
      this.send(eventOf(0, name, body));
    });
  }

  /** Sends a request that must succeed; throws the refusal. */
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
