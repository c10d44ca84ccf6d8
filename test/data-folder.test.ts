import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeDataFolder } from '../server/data-folder.ts';
import { temporaryFolder } from './support/folder.ts';

test('SAFE-2 a folder is held by one server; the next one hears who has it', async () => {
  const path = await temporaryFolder();
  const first = await takeDataFolder(path);
  await expect(takeDataFolder(path)).rejects.toThrow(`in use by another server (process ${process.pid})`);
  await expect(takeDataFolder(path)).rejects.toThrow('in use');
  await first.release();
  const second = await takeDataFolder(path);
  await second.release();
  expect(await readdir(second.sockets)).toEqual([]);
});

test('SAFE-2 of many that start at once, one gets the folder', async () => {
  const path = await temporaryFolder();
  const starts = await Promise.allSettled(Array.from({ length: 8 }, () => takeDataFolder(path)));
  const taken = starts.filter((start) => start.status === 'fulfilled');
  expect(taken).toHaveLength(1);
  await Promise.all(taken.map((start) => start.value.release()));
});

test('SAFE-2 a server that was killed leaves the folder free', async () => {
  const path = await temporaryFolder();
  const sockets = join(path, 'run');
  await mkdir(sockets);
  const script = `require('node:net').createServer().listen(${JSON.stringify(join(sockets, 'lock.sock'))}, () => console.log('listening'))`;
  const killed = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(killed.stdout, 'data');
  await expect(takeDataFolder(path)).rejects.toThrow('in use by another server');
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  expect(await readdir(sockets)).toEqual(['lock.sock']);
  const folder = await takeDataFolder(path);
  await folder.release();
});

test('a folder with a long path keeps its sockets in a short one, private to this account', async () => {
  const path = join(await temporaryFolder(), 'x'.repeat(100), 'y'.repeat(100));
  const folder = await takeDataFolder(path);
  expect(folder.path).toBe(path);
  expect(folder.sockets.length).toBeLessThan(80);
  expect((await stat(folder.sockets)).mode & 0o777).toBe(0o700);
  await expect(takeDataFolder(path)).rejects.toThrow('in use');
  await folder.release();
  await rm(folder.sockets, { recursive: true });
});

test('a folder that cannot be made is refused in one line', async () => {
  const file = join(await temporaryFolder(), 'file');
  await writeFile(file, '');
  await expect(takeDataFolder(join(file, 'data'))).rejects.toThrow(/^the data folder .* cannot be written: .*$/);
});
