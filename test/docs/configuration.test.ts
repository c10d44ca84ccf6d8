import { expect, test } from 'vitest';
import { SETTINGS } from '../../server/config.ts';
import { readPage } from './page.ts';

/** What `npm start` reads before the server does. */
const NOT_THE_SERVERS = ['XUANHAO_NO_INSTALL'];

test.each(['docs/configuration.md', 'docs/configuration.zh-CN.md'])('%s has a row for each setting', (path) => {
  const page = readPage(path);
  const names = [...page.matchAll(/^\| (`[A-Z_]+`.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => name),
  );
  expect(names.toSorted()).toEqual([...SETTINGS, ...NOT_THE_SERVERS].toSorted());
});
