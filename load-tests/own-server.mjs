// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, SetupProblem } from '../scripts/project.mjs';

/** How long a server may take to open, in ms. */
const TIMEOUT_MS = 60_000;

/**
 * A server with a Redis and a data folder of its own, at 127.0.0.1 on a port that the system chose.
 * @typedef {object} OwnServer
 * @property {string} url
 * @property {() => Promise<void>} restart kills it at once, and starts it again on the same port and data
 * @property {() => Promise<void>} stop ends it and removes its folder; resolves when both are gone
 */

/**
 * @param {NodeJS.ProcessEnv} env what differs from a server as it comes
 * @returns {Promise<OwnServer>}
 */
export const startOwnServer = async (env) => {
  const folder = await mkdtemp(join(tmpdir(), 'xuanhao-load-'));
  /** @param {string} port */
  const launch = (port) => open({ ...env, PORT: port, HOST: '127.0.0.1', DATA_DIR: folder });
  let running = await launch('0');
  const { url } = running;
  return {
    url,
    restart: async () => {
      running.child.kill('SIGKILL');
      await running.ended;
      running = await launch(new URL(url).port);
    },
    stop: async () => {
      running.child.kill('SIGTERM');
      await running.ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** @param {NodeJS.ProcessEnv} env */
const open = async (env) => {
  const child = spawn(process.execPath, ['dist/bundle/main.js'], {
    cwd: ROOT,
    // Leaves this shell's own settings out, so that a run is the same everywhere.
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const deadline = AbortSignal.timeout(TIMEOUT_MS);
  let output = '';
  for (;;) {
    const chunk = await Promise.race([once(child.stdout, 'data', { signal: deadline }), ended]).catch(() => undefined);
    if (chunk === undefined || child.exitCode !== null || child.signalCode !== null) {
      child.kill('SIGKILL');
      throw new SetupProblem('The server for the load test did not open; see above.');
    }
    output += String(chunk[0]);
    const url = /is open: (http:\/\/\S+)/.exec(output)?.[1];
    if (url !== undefined) {
      child.stdout.resume();
      return { child, ended, url };
    }
  }
};
