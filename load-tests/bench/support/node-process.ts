import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectRoot } from '../../../server/project-root.ts';
import type { Answered, Calls } from './calls.ts';
import { onEnd } from './ending.ts';
import { pinned } from './pins.ts';

/** A script of the benchmarks in a process of its own, and its calls. */
export type NodeProcess<C extends Calls> = {
  readonly pid: number;
  /** Rejects with what the call threw, or where the process ends before it answers. */
  readonly call: <N extends keyof C & string>(
    name: N,
    input: Parameters<C[N]>[0],
  ) => Promise<Awaited<ReturnType<C[N]>>>;
  /** Ends it. */
  readonly stop: () => Promise<void>;
};

/** Node's options in `npm start`, with the script last. */
export const npmStart = (
  JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { scripts: { start: string } }
).scripts.start
  .replace('exec node ', '')
  .split(' ');

/**
 * Node's options. A counterpart has the server's, with those that the server sets while it runs. A driver collects its
 * garbage without helper threads: they share its core, and its waits for them, up to 20 ms, would count as the server's.
 */
const OPTIONS = {
  server: [...npmStart.slice(0, -1), '--heap-growing-percent=300', '--max-inlined-bytecode-size-cumulative=3000'],
  driver: ['--single-threaded-gc'],
};

/** Starts a script of `load-tests/bench/`, on the cores of a server or of a driver; it serves `Calls`. */
export const startScript = <C extends Calls>(
  script: string,
  who: 'server' | 'driver',
  flags: readonly string[] = [],
) => {
  const path = fileURLToPath(new URL(`../${script}`, import.meta.url));
  const [program = '', ...args] = pinned(who, [process.execPath, ...OPTIONS[who], ...flags, '--import', 'tsx', path]);
  const child = spawn(program, args, { stdio: ['ignore', 2, 2, 'ipc'] });
  const waiting = new Map<number, (answered: Omit<Answered, 'call'>) => void>();
  let calls = 0;
  let gone: string | undefined;
  child.on('message', ({ call, ...answered }: Answered) => {
    waiting.get(call)?.(answered);
    waiting.delete(call);
  });
  child.once('exit', (code, signal) => {
    gone = `${script} has ended with ${code ?? signal}`;
    for (const settle of waiting.values()) settle({ error: gone });
    waiting.clear();
  });
  const stop = async (): Promise<void> => {
    if (gone !== undefined) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  };
  onEnd(stop, () => child.kill('SIGKILL'));
  const started: NodeProcess<C> = {
    pid: child.pid ?? 0,
    call: (name, input) =>
      new Promise((resolve, reject) => {
        if (gone !== undefined) {
          reject(new Error(gone));
          return;
        }
        const call = ++calls;
        waiting.set(call, ({ answer, error }) =>
          error === undefined ? resolve(answer as never) : reject(new Error(error)),
        );
        child.send({ call, name, input });
      }),
    stop,
  };
  return started;
};
