// @ts-check
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupProblem } from './project.mjs';
import { run } from './run.mjs';

/**
 * Something of the operating system's that is needed.
 * @typedef {object} Need
 * @property {string} name what is missing, as people call it
 * @property {string} why what it is needed for
 * @property {() => boolean} isHere
 * @property {readonly string[]} debian the packages of Debian and its kin that bring it
 */

/** @type {Need} */
export const redisServer = {
  name: 'redis-server or valkey-server',
  why: 'the server keeps its data in a Redis of its own (set REDIS_URL to use another)',
  isHere: () => isProgram('redis-server') || isProgram('valkey-server'),
  debian: ['redis-server'],
};

/** @type {Need} */
export const pythonVenv = {
  name: 'Python with venv',
  why: 'the engines that the tests run on come as Python packages',
  isHere: () => spawnSync('python3', ['-c', 'import venv, ensurepip']).status === 0,
  debian: ['python3-venv'],
};

/** @type {Need} */
export const cCompiler = {
  name: 'a C compiler (cc)',
  why: 'power cuts and clocks that jump are played with a few lines of C that are put before Redis',
  isHere: () => isProgram('cc'),
  debian: ['gcc', 'libc6-dev'],
};

/** @type {Need} */
export const chromium = {
  name: 'Chromium',
  why: 'the tests look at the pages in a browser',
  isHere: () => isProgram('chromium'),
  debian: ['chromium'],
};

/** @type {Need} */
export const chineseFont = {
  name: 'a Chinese font',
  why: 'the pages are in Chinese, and without one the browser shows boxes',
  isHere: () => spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' }).stdout?.trim().length > 0,
  debian: ['fontconfig', 'fonts-wqy-microhei'],
};

/** @type {Need} */
export const nginx = {
  name: 'nginx',
  why: 'the tests start the configuration of docs/deploy with it (where systemd runs, Debian also starts it, on port 80)',
  // Debian installs it in a folder that only root's PATH includes.
  isHere: () => isProgram('nginx') || existsSync('/usr/sbin/nginx'),
  debian: ['nginx'],
};

/**
 * Installs what is missing by apt-get, after saying so; where that may not or cannot be done, says what to install.
 * @param {{ mayInstall: boolean, needs: readonly Need[] }} options
 */
export const ensurePrograms = async ({ mayInstall, needs }) => {
  const missing = needs.filter((need) => !need.isHere());
  if (missing.length === 0) return;
  const list = missing.map(({ name, why }) => `  ${name}: ${why}`).join('\n');
  const packages = missing.flatMap(({ debian }) => debian);
  const advice = `Please install:\n${list}\nOn Debian or Ubuntu: apt-get install ${packages.join(' ')}`;
  if (!mayInstall)
    throw new SetupProblem(`${advice}\n(Installing it here is switched off by --no-install or XUANHAO_NO_INSTALL=1.)`);
  if (!isProgram('apt-get')) throw new SetupProblem(advice);
  console.log(`Installing by apt-get: ${packages.join(', ')}\n${list}`);
  if (!(await aptGet(['update'])) || !(await aptGet(['install', '-y', '--no-install-recommends', ...packages])))
    throw new SetupProblem(`apt-get failed; see above. ${advice}`);
  const still = missing.filter((need) => !need.isHere()).map(({ name }) => name);
  if (still.length > 0) throw new SetupProblem(`apt-get succeeded, but ${still.join(', ')} cannot be found. ${advice}`);
};

/** @param {readonly string[]} args */
const aptGet = async (args) => {
  const quiet = ['DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', ...args];
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && !isProgram('sudo')) throw new SetupProblem(`Only root can do that. Run: apt-get ${args.join(' ')}`);
  return (isRoot ? await run('env', quiet) : await run('sudo', ['-n', 'env', ...quiet])) === 0;
};

/**
 * Whether a program is in one of the folders of PATH.
 * @param {string} name
 */
const isProgram = (name) => programPath(name) !== undefined;

/**
 * Where a program lies, among the folders of PATH; undefined where it is in none.
 * @param {string} name
 */
export const programPath = (name) =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
