import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished } from 'vitest';

export type ServerProcess = {
  readonly child: ChildProcess;
  /** Its output so far, on both streams. */
  readonly said: () => string;
  /** Resolves to the match in its output; rejects if it ends first. */
  readonly says: (expected: RegExp) => Promise<RegExpExecArray>;
  /** Resolves to its exit code or signal. */
  readonly exit: Promise<number | string>;
};

/** What a server says of why it does not start, once it has ended with 1. */
export const refusalLines = async ({ exit, said }: ServerProcess): Promise<string[]> => {
  expect(await exit).toBe(1);
  return said()
    .split('\n')
    .filter((line) => line.startsWith('xuanhao: '));
};

/** A server in a separate process, started as a person would: by `npm start`, or the script behind it. */
export const startServer = (command: readonly [string, ...string[]], env: NodeJS.ProcessEnv): ServerProcess => {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: new URL('../..', import.meta.url),
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], XUANHAO_NO_INSTALL: '1', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const exit = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'gone'));
  });
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await exit;
  });
  return {
    child,
    said: () => text,
    says: async (expected) => {
      for (;;) {
        const found = expected.exec(text);
        if (found) return found;
        const ended = await Promise.race([exit, once(child.stdout, 'data'), once(child.stderr, 'data')]);
        if (!Array.isArray(ended) && !expected.test(text))
          throw new Error(`ended with ${ended} after saying:\n${text}`);
      }
    },
    exit,
  };
};
