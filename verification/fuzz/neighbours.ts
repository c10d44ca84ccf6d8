import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** How long keystrokes of others took to be answered, in ms, over how many of them. */
export type Waits = { readonly p50: number; readonly p99: number; readonly keys: number; readonly failed: number };

/**
 * People who keep typing during the attack, in a process of their own, so that the measurement is of the server and not
 * of the attackers' own event loop.
 */
export class Neighbours {
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  /** @param first the number of the first demo applicant who types */
  static async arrive(url: string, first: number, many: number): Promise<Neighbours> {
    const script = fileURLToPath(new URL('neighbour.ts', import.meta.url));
    const child = fork(script, [url, String(first), String(many)], { execArgv: ['--import', 'tsx'] });
    const neighbours = new Neighbours(child);
    await neighbours.#says();
    return neighbours;
  }

  /** Their waits since the last call. */
  async waits(): Promise<Waits> {
    this.#process.send('waits');
    return (await this.#says()) as Waits;
  }

  async leave(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await gone;
  }

  async #says(): Promise<unknown> {
    const one = new AbortController();
    const said = once(this.#process, 'message', one).then(([message]) => message as unknown);
    const gone = once(this.#process, 'exit', one).then(() => Promise.reject(new Error('the neighbours have gone')));
    for (const each of [said, gone]) each.catch(() => undefined);
    return Promise.race([said, gone]).finally(() => one.abort());
  }
}
