import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../server/project-root.ts';

const page = readFileSync(join(projectRoot, 'SECURITY.md'), 'utf8');
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
    expect(readFileSync(join(projectRoot, file), 'utf8'), `${threat}: ${proof}`).toContain(words);
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
  const known =
    readFileSync(join(projectRoot, 'docs/configuration.md'), 'utf8') +
    readFileSync(join(projectRoot, 'server/authority/settings.ts'), 'utf8');
  const named = [...page.matchAll(/`([A-Z][A-Z_]{4,}|[a-z]+(?:[A-Z][a-z]+)+)(?:=\d+)?`/g)].map(([, name = '']) => name);
  expect(named).not.toHaveLength(0);
  for (const name of named) expect(known, name).toContain(name);
});
