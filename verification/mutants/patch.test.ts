import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../server/project-root.ts';
import { mutants } from './mutants.ts';
import { patched } from './patch.ts';

const read = (file: string): string => readFileSync(join(projectRoot, file), 'utf8');

test.each(mutants)('the mutant $name fits $file, exactly once', (mutant) => {
  const text = patched(read(mutant.file), mutant);
  expect(text).toBeDefined();
  expect(text).not.toBe(read(mutant.file));
});

test('a patch that fits nowhere, or twice, is none', () => {
  const mutant = { ...(mutants[0] ?? expect.fail()), from: 'ab', to: 'x' };
  expect(patched('-ab-', mutant)).toBe('-x-');
  expect(patched('-a-', mutant)).toBeUndefined();
  expect(patched('-ab-ab-', mutant)).toBeUndefined();
});

test('no two mutants have one name, and every promise about numbers, quotas and time has one', () => {
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  const broken = new Set(mutants.map(({ breaks }) => breaks));
  expect(['P1', 'P2', 'P3', 'P5', 'P6', 'P7', 'P9', 'P10', 'SAFE-1', 'LIVE-3'].filter((id) => !broken.has(id))).toEqual(
    [],
  );
});
