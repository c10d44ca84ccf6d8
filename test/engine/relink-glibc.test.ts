import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { neededSymbols, relinkGlibc } from '../../server/engine/relink-glibc.ts';

const folder = dirname(createRequire(import.meta.url).resolve('uWebSockets.js'));
const builds = readdirSync(folder).filter((name) => /^uws_linux_.*\.node$/.test(name));

test('all eight Linux builds are looked at', () => {
  expect(builds).toHaveLength(8);
});

test.each(builds)('%s needs the plain C functions afterwards, and nothing else changes', (name) => {
  const original = readFileSync(join(folder, name));
  const oldest = name.includes('arm64') ? 'GLIBC_2.17' : 'GLIBC_2.2.5';
  const before = neededSymbols(original);
  expect(before.some((symbol) => symbol.endsWith('@GLIBC_2.38'))).toBe(true);
  const after = neededSymbols(relinkGlibc(original));
  expect(after).toEqual(before.map((symbol) => symbol.replace(/^__isoc23_(.*)@GLIBC_2\.38$/, `$1@${oldest}`)));
});

test('the original bytes stay as they are', () => {
  const original = readFileSync(join(folder, builds[0] ?? ''));
  const copy = Buffer.from(original);
  relinkGlibc(original);
  expect(original.equals(copy)).toBe(true);
});

test('a file that is no shared object, or needs nothing newer, is refused', () => {
  expect(() => relinkGlibc(Buffer.alloc(1024))).toThrow('not a 64-bit little-endian ELF file');
  const relaxed = relinkGlibc(readFileSync(join(folder, builds[0] ?? '')));
  expect(neededSymbols(relaxed).some((symbol) => symbol.includes('isoc23'))).toBe(false);
});
