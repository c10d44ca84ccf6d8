import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../server/project-root.ts';
import { readPage } from './page.ts';

const page = readPage('SECURITY.md');
const defended = page.slice(page.indexOf('## What is defended'), page.indexOf('## What is not'));
const rows = defended
  .split('\n')
  .filter((line) => line.startsWith('|') && !/^\|(-+\||\s*threat\s*\|)/.test(line))
  .map((line) => line.split('|').slice(1, -1));

test('each threat has a mitigation, a test file that is there, and words that stand in it', () => {
  expect(rows.length).toBeGreaterThan(35);
  for (const cells of rows) {
    const [threat = '', mitigation = '', proof = ''] = cells.map((cell) => cell.trim());
    expect(cells, threat).toHaveLength(3);
    expect(threat.length, threat).toBeGreaterThan(10);
    expect(mitigation.length, threat).toBeGreaterThan(10);
    const [, file = '', words = ''] = /^`((?:test|verification)\/[\w./-]+\.ts)` “([^”]+)”$/.exec(proof) ?? [];
    expect(existsSync(join(projectRoot, file)) && file, `${threat}: ${proof}`).toMatch(/^(test|verification)\//);
    expect(readPage(file), `${threat}: ${proof}`).toContain(words);
  }
});

test('no threat is named twice', () => {
  const threats = rows.map(([threat = '']) => threat.trim());
  expect(new Set(threats).size).toBe(threats.length);
});

test('it says how to report, in private and to no made-up address, and which versions are mended', () => {
  expect(page).toContain('private vulnerability\nreporting');
  expect(page).not.toMatch(/[\w.]+@[\w.]+/);
  expect(page).toContain('## Supported versions');
});

test('the settings that it names are ones that there are', () => {
  const known = readPage('docs/configuration.md') + readPage('server/authority/settings.ts');
  const named = [...page.matchAll(/`([A-Z][A-Z_]{4,}|[a-z]+(?:[A-Z][a-z]+)+)(?:=\d+)?`/g)].map(([, name = '']) => name);
  expect(named).not.toHaveLength(0);
  for (const name of named) expect(known, name).toContain(name);
});
