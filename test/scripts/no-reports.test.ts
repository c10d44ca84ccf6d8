import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '../../server/project-root.ts';

const read = (path: string): unknown => JSON.parse(readFileSync(join(projectRoot, path), 'utf8'));

test('no package that reports installations to its makers is installed: an empty one stands in its place', () => {
  const lock = z.object({ packages: z.record(z.string(), z.looseObject({ name: z.string().optional() })) });
  const { packages } = lock.parse(read('package-lock.json'));
  const reporting = Object.entries(packages).filter(([path]) => path.endsWith('node_modules/@scarf/scarf'));
  expect(reporting.map(([, { name }]) => name)).toEqual(['empty-npm-package']);
  expect(read('node_modules/@scarf/scarf/package.json')).toMatchObject({ name: 'empty-npm-package' });
  expect(read('package.json')).toMatchObject({ scarfSettings: { enabled: false } });
});
