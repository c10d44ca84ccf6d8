import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../../server/project-root.ts';
import { type RedisTarget, unixTarget } from '../../server/redis/target.ts';

/**
 * A proxy between the server's nodes and Redis: it passes everything on unchanged, and records at which instant of
 * Redis's own clock each command was judged. A refusal leaves no event that would tell.
 */
export class RedisTee {
  readonly target: RedisTarget;
  /** The instant, in ms, by the command's id; a little after the answer has come. */
  readonly judged = new Map<string, number>();
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, target: RedisTarget) {
    this.#process = child;
    this.target = target;
  }

  /** Opens one before a Redis whose socket is in a folder. */
  static async open(folder: string): Promise<RedisTee> {
    const args = ['--import', 'tsx', 'verification/nemesis/tee-process.ts', folder];
    const child = spawn(process.execPath, args, { cwd: projectRoot, stdio: ['pipe', 'pipe', 'inherit'] });
    const tee = new RedisTee(child, unixTarget(join(folder, 'tee.sock')));
    const lines = createInterface({ input: child.stdout });
    const ready = Promise.race([
      once(lines, 'line'),
      once(child, 'exit').then(() => Promise.reject(new Error('nobody reads along'))),
    ]);
    await ready;
    lines.on('line', (line) => {
      const [id = '', now] = line.split(' ');
      tee.judged.set(id, Number(now));
    });
    return tee;
  }

  /** It ends with its input, also where this process ends without a word. */
  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = once(this.#process, 'exit');
    this.#process.stdin?.end();
    await gone;
  }
}
