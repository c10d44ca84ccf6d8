import { setTimeout as delay } from 'node:timers/promises';

/** When commands are to come to Redis, in ms from the edge: most of them close to it, some far off for a busy machine. */
const CLOSE = [-900, -500, -250, -120, -60, -30, -16, -8, -5, -3, -2, -1, 0, 0, 1, 2, 4, 8, 30, 150];
/** The same where everybody shares one edge: spread, most of them before it, so that not all come at once. */
const CROWD = { before: 13, apart: 200, most: 700 };
/** A machine on which commands come so late, in ms, is busy enough; and how long a newcomer waits for it at most. */
const BUSY = 60;
const WAIT = 1_500;
/** The weight of the newest observation of how late commands come. */
const WEIGHT = 0.03;
const MOST = 2_000;

/** Aims at instants of Redis's clock, which is this machine's own: it learns how long a command takes to get there. */
export class Aim {
  #lag = 2;
  #apart: number | undefined;

  /** Resolves when the nth of twenty commands is to leave; answers when it should come, in ms. */
  async at(edge: number, nth: number): Promise<number> {
    return this.#leave(edge + (CLOSE[nth % CLOSE.length] ?? 0));
  }

  /** The same where one edge is everybody's; `who` is one of them. */
  async inCrowd(edge: number, nth: number, who: number): Promise<number> {
    this.#apart ??= Math.min(CROWD.most, CROWD.apart * (1 + this.#lag / BUSY));
    return this.#leave(edge + (nth - CROWD.before) * this.#apart + (((who * 37) % 500) / 500) * this.#apart);
  }

  /** Takes in that a command came at `now`. */
  came(due: number, now: number): void {
    this.#lag = Math.min(MOST, Math.max(0, this.#lag + WEIGHT * (now - due)));
  }

  /** Resolves when the machine can take one more, or after a while. */
  async calm(): Promise<void> {
    for (let waited = 0; this.#lag > BUSY && waited < WAIT; waited += 50) await delay(50);
  }

  async #leave(due: number): Promise<number> {
    await delay(Math.max(0, due - this.#lag - Date.now()));
    return due;
  }
}
