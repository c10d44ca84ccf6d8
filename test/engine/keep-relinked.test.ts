import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { keepRelinked } from '../../server/engine/load-uws.ts';
import { temporaryFolder } from '../support/folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});

test('the copy is written once, into a folder that need not exist yet', async () => {
  const path = await keepRelinked(join(folder, 'new'), 'a.node', Buffer.from('right'));
  expect(await readFile(path, 'utf8')).toBe('right');
  expect(await readdir(join(folder, 'new'))).toEqual(['a.node']);
});

test('a damaged copy is replaced before it is used', async () => {
  await writeFile(join(folder, 'a.node'), 'wrong');
  const path = await keepRelinked(folder, 'a.node', Buffer.from('right'));
  expect(await readFile(path, 'utf8')).toBe('right');
});
