// npm run spec: lists each rule and promise of SPEC.md with the tests whose names begin with it. Fails if one has none.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { asCommand, ROOT, SetupProblem } from './project.mjs';

const ID = /[A-Z]+-\d+|P\d+/g;

/** Every id that SPEC.md states as a rule (`- **COMP-1** …`) or a promise (`| P1 | …`). */
const stated = () => {
  const spec = readFileSync(join(ROOT, 'SPEC.md'), 'utf8');
  return [...spec.matchAll(/^(?:- \*\*([A-Z]+-\d+)\*\*|\| (P\d+) \|)/gm)].map(
    ([, rule, promise]) => rule ?? promise ?? '',
  );
};

/** The names of tests and of groups of tests, with their files. */
const testNames = () => {
  const files = ['test', 'verification']
    .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
  return files.flatMap((file) => {
    const names = readFileSync(file, 'utf8').matchAll(
      /\b(?:it|test|describe)(?:\.each\([\s\S]*?\))?\(\s*(['"`])((?:(?!\1).)+)\1/g,
    );
    return [...names].map(([, , name]) => ({ file: relative(ROOT, file), name: name ?? '' }));
  });
};

/** The ids with which a name begins: `COMP-6, P2 …`. */
const provedBy = (/** @type {string} */ name) =>
  /** @type {readonly string[]} */ (/^(?:(?:[A-Z]+-\d+|P\d+)[,:;/ …–]*(?:and )?)+/.exec(name)?.[0].match(ID) ?? []);

await asCommand(async () => {
  const names = testNames();
  /** @type {string[]} */
  const missing = [];
  for (const id of stated()) {
    const proofs = names.filter(({ name }) => provedBy(name).includes(id));
    if (proofs.length === 0) missing.push(id);
    process.stdout.write(`${id}\n${proofs.map(({ file, name }) => `  ${file}: ${name}\n`).join('') || '  no test\n'}`);
  }
  if (missing.length > 0) throw new SetupProblem(`no test proves ${missing.join(', ')}`);
});
