import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../server/project-root.ts';

const PAGES = join(projectRoot, 'dist/client');
/** In bytes, compressed: about a second on a slow phone's line. */
const MOST = 45 * 1024;

test('the scripts that the first page loads are small', () => {
  const html = readFileSync(join(PAGES, 'index.html'), 'utf8');
  const scripts = [...html.matchAll(/<(?:script|link)[^>]+?(?:src|href)="([^"]+\.js)"/g)].map(([, path = '']) => path);
  expect(scripts).not.toHaveLength(0);
  const sizes = scripts.map((path) => statSync(join(PAGES, `${path}.gz`)).size);
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(MOST);
});
