import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SETTINGS } from '../../server/config.ts';
import { projectRoot } from '../../server/project-root.ts';

/** What `npm start` reads before the server does. */
const NOT_THE_SERVERS = ['XUANHAO_NO_INSTALL'];

test.each(['docs/configuration.md', 'docs/configuration.zh-CN.md'])('%s has a row for each setting', (path) => {
  const page = readFileSync(join(projectRoot, path), 'utf8');
  const names = [...page.matchAll(/^\| (`[A-Z_]+`.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => name),
  );
  expect(names.toSorted()).toEqual([...SETTINGS, ...NOT_THE_SERVERS].toSorted());
});
