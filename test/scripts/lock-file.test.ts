import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '../../server/project-root.ts';

const locked = z.looseObject({ version: z.string(), integrity: z.string().optional() });
const lockFile = z.object({ packages: z.record(z.string(), z.looseObject({})) });

const packages = (): [string, z.infer<typeof locked>][] => {
  const text = readFileSync(join(projectRoot, 'package-lock.json'), 'utf8');
  const entries = Object.entries(lockFile.parse(JSON.parse(text)).packages);
  return entries.filter(([path]) => path !== '').map(([path, entry]) => [path, locked.parse(entry)]);
};

test('every package of the lock file has a sum, those of other platforms too', () => {
  const without = packages().filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''));
  expect(packages().length).toBeGreaterThan(100);
  expect(without.map(([path]) => path)).toEqual([]);
});

test('no package comes from a named host: the sum alone says what it is', () => {
  expect(
    packages()
      .filter(([, entry]) => 'resolved' in entry)
      .map(([path]) => path),
  ).toEqual([]);
});
