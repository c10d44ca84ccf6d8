import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../server/project-root.ts';

const pages = ['', 'docs', 'load-tests'].flatMap((folder) =>
  readdirSync(join(projectRoot, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

/** The anchors that a page's headings give. */
const anchorsOf = (path: string): string[] =>
  [...readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\s-]/gu, '')
      .replaceAll(/\s/g, '-'),
  );

test.each(pages)('every link of %s leads to a file, and to a heading where it names one', (page) => {
  const text = readFileSync(join(projectRoot, page), 'utf8');
  for (const [, target = ''] of text.matchAll(/\]\(((?!https?:)[^)]+)\)/g)) {
    const [file = '', anchor] = target.split('#');
    const path = file === '' ? join(projectRoot, page) : join(projectRoot, dirname(page), file);
    expect(existsSync(path), target).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(path), target).toContain(anchor);
  }
});
