import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { KNOWN_BUILDS } from '../../server/engine/known-builds.ts';
import { keepRelinked, loadUws } from '../../server/engine/load-uws.ts';
import { temporaryFolder } from '../support/folder.ts';

const installed = dirname(createRequire(import.meta.url).resolve('uWebSockets.js'));
const own = `uws_${process.platform}_${process.arch}_${process.versions.modules}.node`;

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});

test('every native build that the package ships is known by its sum, and none besides', async () => {
  const shipped = (await readdir(installed)).filter((name) => name.endsWith('.node'));
  const sums = await Promise.all(
    shipped.map(async (name) => {
      const sum = createHash('sha256')
        .update(await readFile(join(installed, name)))
        .digest('hex');
      return [name, sum] as const;
    }),
  );
  expect(Object.fromEntries(sums)).toEqual(Object.fromEntries(KNOWN_BUILDS));
});

test('the installed build loads, as it is or relinked', async () => {
  const loaded = await loadUws(folder);
  expect(loaded).toHaveProperty('uws.App');
});

test('a build with one byte more is not loaded, though it would load, and its file is named', async () => {
  const build = await readFile(join(installed, own));
  await writeFile(join(folder, own), Buffer.concat([build, Buffer.alloc(1)]));
  expect(await loadUws(join(folder, 'cache'), folder)).toEqual({
    problem: `${join(folder, own)} is not the file that its makers published: unknown SHA-256`,
  });
  expect(await readdir(folder)).toEqual([own]);
});

test('a known build of another platform under this one’s name is not loaded', async () => {
  const other = [...KNOWN_BUILDS.keys()].find((name) => name !== own) ?? '';
  await copyFile(join(installed, other), join(folder, own));
  expect(await loadUws(join(folder, 'cache'), folder)).toHaveProperty(
    'problem',
    expect.stringContaining('unknown SHA-256'),
  );
});

test('a build that is not there is a problem that names it', async () => {
  expect(await loadUws(join(folder, 'cache'), folder)).toHaveProperty('problem', expect.stringContaining(own));
});

test('a file that was planted in the cache is replaced by the right copy before anything is loaded', async () => {
  const right = Buffer.from('right');
  const elsewhere = join(folder, 'elsewhere');
  await writeFile(elsewhere, 'planted');
  await mkdir(join(folder, 'cache'));
  const plants = [
    () => writeFile(join(folder, 'cache', own), 'planted'),
    () => symlink(elsewhere, join(folder, 'cache', own)),
    async () => {
      // The same bytes now, and others after they were compared.
      await writeFile(elsewhere, right);
      await symlink(elsewhere, join(folder, 'cache', own));
    },
  ];
  for (const plant of plants) {
    await rm(join(folder, 'cache', own), { force: true });
    await plant();
    const path = await keepRelinked(join(folder, 'cache'), own, right);
    await writeFile(elsewhere, 'exchanged');
    expect(await readFile(path, 'utf8')).toBe('right');
  }
  expect(await readdir(join(folder, 'cache'))).toEqual([own]);
});
