import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepSecretKey } from '../server/secret-key.ts';
import { temporaryFolder } from './support/folder.ts';

test('ACCT-4 the secret is made once, read again, and readable by its owner alone', async () => {
  const [folder, other] = [await temporaryFolder(), await temporaryFolder()];
  const key = await keepSecretKey(folder);
  expect(key).toHaveLength(32);
  expect(await keepSecretKey(folder)).toEqual(key);
  expect(await keepSecretKey(other)).not.toEqual(key);
  expect((await stat(join(folder, 'secret.key'))).mode & 0o777).toBe(0o600);
});

test('a damaged secret is never replaced in silence', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'secret.key'), 'half');
  await expect(keepSecretKey(folder)).rejects.toThrow('is damaged');
});
