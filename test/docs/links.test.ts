import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../server/project-root.ts';
import { anchorsOf, readPage } from './page.ts';

const pages = ['', 'docs', 'load-tests'].flatMap((folder) =>
  readdirSync(join(projectRoot, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

test.each(pages)('every link of %s leads to a file, and to a heading where it names one', (page) => {
  const text = readPage(page);
  for (const [, target = ''] of text.matchAll(/\]\(((?!https?:)[^)]+)\)/g)) {
    const [file = '', anchor] = target.split('#');
    const path = file === '' ? page : join(dirname(page), file);
    expect(existsSync(join(projectRoot, path)), target).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(readPage(path)), target).toContain(anchor);
  }
});
