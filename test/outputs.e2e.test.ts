import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../server/engine/port.ts';
import { projectRoot } from '../server/project-root.ts';
import { temporaryFolder } from './support/folder.ts';

type Outputs = 'a full disk' | 'a reader that is gone' | 'a reader that does not read';

/** A server that says much, to outputs that take little. */
const startOn = async (outputs: Outputs, env: NodeJS.ProcessEnv) => {
  const port = await freePort('127.0.0.1');
  const full = outputs === 'a full disk' ? openSync('/dev/full', 'w') : undefined;
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
    cwd: projectRoot,
    env: {
      PATH: process.env['PATH'],
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: await temporaryFolder(),
      LOG_LEVEL: 'trace',
      AUTHORITY_SETTINGS: '{"hours":"always"}',
      ...env,
    },
    stdio: ['ignore', full ?? 'pipe', full ?? 'pipe'],
  });
  if (full !== undefined) closeSync(full);
  for (const out of [child.stdout, child.stderr]) {
    out?.pause();
    if (outputs === 'a reader that is gone') out?.destroy();
  }
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, url: `http://127.0.0.1:${port}` };
};

const statusOf = (url: string): Promise<number> =>
  fetch(url).then(
    ({ status }) => status,
    () => 0,
  );

const servingAt = async (url: string): Promise<number> => {
  const health = await fetch(`${url}/healthz`).catch(() => undefined);
  if (health === undefined) return 0;
  return ((await health.json()) as { workers: { serving: number } }).workers.serving;
};

const endOf = async (child: ChildProcess): Promise<number | null> => {
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const [code] = (await exit) as [number | null];
  return code;
};

/** Asks so often: enough for lines of what Redis says, and of what people do. */
const say = async (url: string, lines: number): Promise<void> => {
  for (let i = 0; i < lines; i += 1) await fetch(`${url}/api/session`, { headers: { host: 'x' } });
};

test.each(['a full disk', 'a reader that is gone', 'a reader that does not read'] as const)(
  'SAFE-2 with %s as the log the service goes on, counts what is lost, and ends when it is asked',
  async (outputs) => {
    const { child, url } = await startOn(outputs, {});
    await expect.poll(() => statusOf(`${url}/readyz`), { timeout: 60_000 }).toBe(200);
    await say(url, 20);
    expect(await statusOf(`${url}/readyz`)).toBe(200);
    if (outputs !== 'a reader that does not read') {
      const figures = await (await fetch(`${url}/metrics`)).text();
      expect(Number(/^xuanhao_log_lines_lost_total (\d+)$/m.exec(figures)?.[1])).toBeGreaterThan(0);
    }
    expect(await endOf(child)).toBe(0);
  },
);

test('SAFE-2 with a full disk as the log workers and their supervisor go on, and end when they are asked', async () => {
  const { child, url } = await startOn('a full disk', { WORKERS: '2' });
  await expect.poll(() => statusOf(`${url}/readyz`), { timeout: 90_000 }).toBe(200);
  expect(await endOf(child)).toBe(0);
});

test('SAFE-2 a start that fails ends, though nobody can be told why', async () => {
  const { child } = await startOn('a full disk', { REDIS_URL: 'redis://127.0.0.1:1' });
  const [code] = (await once(child, 'exit')) as [number | null];
  expect(code).toBe(1);
});

test.each(['1', '2'])(
  'SAFE-3 with WORKERS=%s SIGUSR1 opens no debugger, and neither it nor SIGUSR2 ends anything',
  async (WORKERS) => {
    const { child, url } = await startOn('a reader that does not read', { WORKERS });
    // All of them: one that is only being started has no listener yet.
    await expect.poll(() => servingAt(url), { timeout: 90_000 }).toBe(Number(WORKERS));
    await expect.poll(() => statusOf(`${url}/readyz`), { timeout: 90_000 }).toBe(200);
    const workers = WORKERS === '1' ? [] : await childrenOf(child.pid ?? 0);
    for (const pid of [child.pid ?? 0, ...workers])
      for (const signal of ['SIGUSR1', 'SIGUSR2', 'SIGALRM'] as const) process.kill(pid, signal);
    await expect.poll(() => statusOf(`${url}/readyz`), { timeout: 90_000 }).toBe(200);
    expect(await isListened(9_229)).toBe(false);
    expect(await endOf(child)).toBe(0);
  },
);

const childrenOf = async (pid: number): Promise<number[]> => {
  const told = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  const pids = told.trim().split(' ').map(Number);
  const commands = await Promise.all(pids.map((each) => readFile(`/proc/${each}/cmdline`, 'utf8')));
  return pids.filter((_, i) => commands[i]?.includes('main.ts'));
};

/** Where Node's debugger would listen. */
const isListened = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};
