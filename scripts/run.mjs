// @ts-check
import { spawn } from 'node:child_process';
import { ROOT } from './project.mjs';

/**
 * Runs a program in the project's folder, its output going where ours goes; resolves to its exit code, 1 where a
 * signal ended it. A SIGTERM to us is passed on to it.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env] added to ours
 * @returns {Promise<number>}
 */
export const run = (program, args, env = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
    const passOn = () => child.kill('SIGTERM');
    // Ctrl-C reaches the child by itself; this process only waits for its end.
    const wait = () => undefined;
    process.on('SIGTERM', passOn).on('SIGINT', wait);
    child.once('error', reject);
    child.once('exit', (code) => {
      process.off('SIGTERM', passOn).off('SIGINT', wait);
      resolve(code ?? 1);
    });
  });

/**
 * Runs a script of an installed package with this Node.
 * @param {string} script path below node_modules
 * @param {readonly string[]} args
 */
export const runTool = (script, args) => run(process.execPath, [`node_modules/${script}`, ...args]);
