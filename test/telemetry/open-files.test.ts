import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ensureOpenFiles } from '../../load-tests/open-files.mjs';
import { projectRoot } from '../../server/project-root.ts';
import { openFilesLimit, tooFewFiles } from '../../server/telemetry/open-files.ts';

const limits = (soft: string, hard: string): string =>
  `Limit                     Soft Limit           Hard Limit           Units\nMax open files            ${soft}                 ${hard}                 files\n`;

test('SAFE-3 the load tool names its own limit, and what would be enough, before it blames a server', () => {
  expect(() => ensureOpenFiles(1_000, limits('200', '200'))).toThrow(/lets a process have 200 files.*ulimit -n 1100/s);
  for (const enough of [limits('200', '1100'), limits('200', 'unlimited'), ''])
    expect(() => ensureOpenFiles(1_000, enough)).not.toThrow();
});

test('SAFE-3 a limit far below the connections is told at the start, with both its names', () => {
  expect(tooFewFiles(1_024, 10_000)).toMatch(/1024 files open.*824 connections.*ulimit -n, or LimitNOFILE/);
  expect(tooFewFiles(100, 10_000)).toContain('some 0 connections');
  expect(tooFewFiles(200_000, 10_000)).toBeUndefined();
  expect(tooFewFiles(undefined, 10_000)).toBeUndefined();
});

test('the limit is the one that this process has', async () => {
  const limit = await openFilesLimit();
  expect(limit === undefined || limit > 100).toBe(true);
});

test('SAFE-3 that files have run out is told once, and that there are some again', async () => {
  const program = `
    import { openSync, closeSync } from 'node:fs';
    import { watchOpenFiles } from './server/telemetry/open-files.ts';
    const said = [];
    const log = { error: (_, text) => said.push(text), info: (text) => said.push(text) };
    const stop = watchOpenFiles(log, 50);
    const held = [];
    const fill = () => { try { for (;;) held.push(openSync('/dev/null')); } catch {} };
    const until = async (count, meanwhile = () => {}) => {
      for (; said.length < count; await new Promise((go) => setTimeout(go, 20))) meanwhile();
    };
    // The watch may have had a file open the first time, and closes it.
    await until(1, fill);
    await new Promise((go) => setTimeout(go, 300));
    const once = said.length;
    for (const fd of held) closeSync(fd);
    await until(2);
    stop();
    process.stdout.write(JSON.stringify({ once, said }));`;
  const node = `exec ${process.execPath} --import tsx --input-type=module -e "$0"`;
  const { stdout } = await promisify(execFile)('sh', ['-c', `ulimit -n 200; ${node}`, program], { cwd: projectRoot });
  expect(JSON.parse(stdout)).toEqual({
    once: 1,
    said: [expect.stringContaining('raise ulimit -n or LimitNOFILE'), 'files can be opened again'],
  });
});
