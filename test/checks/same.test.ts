import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isSame } from '../../server/checks/same.ts';
import { projectRoot } from '../../server/project-root.ts';

test.each([
  ['', '', true],
  ['abc', 'abc', true],
  ['abc', 'abd', false],
  ['abc', 'ab', false],
  ['é', 'e', false],
  ['a', 'é', false],
])('SAFE-3 %j and %j are the same: %s', (a, b, same) => {
  expect(isSame(a, b)).toBe(same);
});

/** A secret's name on either side of an ordinary comparison. */
const COMPARED =
  /\b(?:digest|signature|passHash|mac)\b\s*[!=]==(?!\s*(?:null|undefined|''))|[!=]==\s*[\w.?]*\b(?:digest|signature|passHash|mac)\b/gi;

/** Where digests are compared as plain texts, and why nobody can guess at them. */
const PLAIN: Readonly<Record<string, string>> = {
  'server/application-form/register.ts': 'whether a vehicle’s entry is what it was',
  'server/desk/proposals.ts': 'an HMAC of what a proposal says, which everybody who may confirm it is shown',
  'server/desk/words.ts': 'whether two records tell of the same code',
  'server/application-form/applications.ts': 'whether the same step came again; an HMAC under the server’s key',
};

test('SAFE-3 whatever somebody may guess at is compared in a time that tells nothing', () => {
  const found = readdirSync(join(projectRoot, 'server'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `server/${name}`)
    .filter((path) => (readFileSync(join(projectRoot, path), 'utf8').match(COMPARED) ?? []).length > 0);
  expect(found.toSorted()).toEqual(Object.keys(PLAIN).toSorted());
});
