import { chmod, cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { SCENARIOS } from '../../load-tests/scenarios.mjs';
import { temporaryFolder } from '../support/folder.ts';
import { startServer } from '../support/server-process.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

/** Plays `npm run load` of a folder that has the project's files, but none of what it has built. */
const load = async (args: readonly string[], env: NodeJS.ProcessEnv, root = ROOT) => {
  const run = startServer([process.execPath, join(root, 'load-tests/run.mjs'), ...args], env);
  return { status: await run.exit, said: run.said() };
};

/** A folder of programs, with only the one script in it. */
const programs = async (name: string, script: string): Promise<string> => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
  return folder;
};

test('without a scenario it lists them, with what each proves', async () => {
  const { status, said } = await load([], {});
  expect(status).toBe(0);
  for (const [name, { proves }] of Object.entries(SCENARIOS)) expect(said).toMatch(new RegExp(`${name} +${proves}`));
});

test.each([
  ['a scenario that there is not', ['rush'], /There is no scenario rush/],
  ['an option that there is not', ['typing', '--many'], /--many/],
  ['a count that is none', ['typing', '--people', '0'], /--people must be a whole number from 1 on/],
  ['an address that is none', ['typing', '--url', 'localhost:9000'], /--url must look like http:/],
  ['a narrow pipe with TLS', ['slow-readers', '--url', 'https://127.0.0.1:1'], /needs an address without TLS/],
  ['a size that there is not', ['typing', '--size', 'huge'], /small\|full/],
])('%s is refused in words', async (_, args, words) => {
  const { status, said } = await load(args, { K6: '/bin/false' });
  expect(status).toBe(1);
  expect(said).toMatch(words);
  expect(said).not.toMatch(/ {4}at /);
});

describe('building k6', () => {
  /** The project's files in a folder without a cache. */
  let bare: string;
  beforeEach(async () => {
    bare = await temporaryFolder();
    for (const folder of ['load-tests', 'scripts'])
      await cp(join(ROOT, folder), join(bare, folder), { recursive: true });
    await mkdir(join(bare, 'node_modules'));
    await symlink(join(ROOT, 'package.json'), join(bare, 'package.json'));
  });

  test('where there is no Go the load tests are skipped, in one line', async () => {
    const { status, said } = await load(['typing'], { PATH: await temporaryFolder() }, bare);
    expect(status).toBe(0);
    expect(said.trim()).toMatch(/^Skipped the load tests: Go 1\.\d+ or newer builds k6.*there is no Go here.*$/);
  });

  test('where Go is too old they are skipped, and it says how old', async () => {
    const { status, said } = await load(['typing'], { PATH: await programs('go', 'echo go1.19.8') }, bare);
    expect(status).toBe(0);
    expect(said.trim()).toMatch(/^Skipped the load tests: .*too old: go1\.19\.8$/);
  });

  test('modules that cannot be downloaded fail it, in one line', async () => {
    const go =
      'if [ "$1" = env ]; then echo go1.30.0; exit; fi; echo "x: dial tcp 127.0.0.1:1: connect: connection refused" >&2; exit 1';
    const { status, said } = await load(['typing'], { PATH: await programs('go', go) }, bare);
    expect(status).toBe(1);
    expect(said.trim().split('\n')).toEqual([
      expect.stringMatching(/^Building k6 v2/),
      expect.stringMatching(/^k6 could not be built\. .*could not be downloaded.*connection refused$/),
    ]);
  });
});

describe('its own server', () => {
  test.each([
    [0, 'exit 0'],
    [1, 'exit 99'],
  ])('is gone with its folder afterwards, and the status is %i where k6 says so', async (status, script) => {
    const TMPDIR = await temporaryFolder();
    // In k6's place: says what it was told, and whether the server is there.
    const k6 = join(await programs('k6', `echo "$@"; ${script}`), 'k6');
    const played = await load(['typing', '--people', '3'], { K6: k6, TMPDIR });
    expect(played.status).toBe(status);
    const url = /"url":"(http:\/\/127\.0\.0\.1:\d+)"/.exec(played.said)?.[1] ?? '';
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    expect((await readdir(TMPDIR)).filter((name) => name.startsWith('xuanhao-load-'))).toEqual([]);
  });
});
