import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '../../server/project-root.ts';

const component = z.object({
  name: z.string(),
  version: z.string(),
  purl: z.string().startsWith('pkg:npm/'),
  hashes: z.array(z.object({ alg: z.literal('SHA-512'), content: z.string().regex(/^[0-9a-f]{128}$/) })).min(1),
});
const bill = z.object({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.string(),
  components: z.array(component),
});
const lockFile = z.object({ packages: z.record(z.string(), z.looseObject({ dev: z.boolean().optional() })) });
const read = (path: string): unknown => JSON.parse(readFileSync(join(projectRoot, path), 'utf8'));

test('the bill of a release lists every package of run time with its sum, and no tool of development', () => {
  execFileSync(process.execPath, ['scripts/sbom.mjs'], { cwd: projectRoot });
  const listed = bill.parse(read('dist/sbom.cdx.json')).components.map(({ name }) => name);
  const { packages } = lockFile.parse(read('package-lock.json'));
  const folders = Object.entries(packages).filter(
    ([path, entry]) => path !== '' && entry['dev'] !== true && entry['devOptional'] !== true,
  );
  const wanted = folders.map(([path]) => path.split('node_modules/').at(-1) ?? '');
  expect(listed).toContain('socket.io');
  expect(listed).not.toContain('vitest');
  expect(new Set(listed)).toEqual(new Set(wanted));
});
