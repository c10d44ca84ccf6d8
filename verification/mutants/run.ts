// npm run mutants [-- name…]: breaks the server in one small way after the other, in a copy of the project, and runs the
// test that must fail. Ends with 1 where a mutant survives, or where a patch no longer fits.
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../server/project-root.ts';
import { type Mutant, mutants } from './mutants.ts';
import { patched } from './patch.ts';

const COPIED = [
  'server',
  'protocol',
  'client',
  'scripts',
  'test',
  'verification',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
];
/** A mutant may make a test wait for ever; no sound run here takes longer than this, in ms. */
const TIMEOUT_MS = 150_000;
/** A test that waits for ever fails by its own time-out, long before the run is ended. */
const SHORT = ['--testTimeout=60000', '--hookTimeout=60000'];

/** The names of the tests that passed and of those that failed, each with its groups' names before it. */
type Ran = { readonly passed: readonly string[][]; readonly failed: readonly string[][] };
const report = z.object({
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({ status: z.string(), title: z.string(), ancestorTitles: z.array(z.string()) }),
      ),
    }),
  ),
});

/** Whether one of the names, with its groups' before it, has these words. */
const isNamed = (names: readonly string[][], words: string): boolean =>
  names.some((name) => name.join(' ').includes(words));

const main = async (): Promise<number> => {
  const wanted = process.argv.slice(2);
  const chosen = mutants.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  if (chosen.length === 0)
    throw new Error(`there is no such mutant; there are ${mutants.map(({ name }) => name).join(' ')}`);
  const folder = await mkdtemp(join(tmpdir(), 'xuanhao-mutants-'));
  try {
    for (const name of COPIED) await cp(join(projectRoot, name), join(folder, name), { recursive: true });
    await symlink(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
    const problems = [...(await baseline(folder, chosen)), ...(await hunt(folder, chosen))];
    for (const problem of problems) console.log(problem);
    if (problems.length === 0) console.log(`All ${chosen.length} mutants were caught.`);
    return problems.length === 0 ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** The tests that must fail later pass while nothing is broken. */
const baseline = async (folder: string, chosen: readonly Mutant[]): Promise<string[]> => {
  const files = [...new Set(chosen.map(({ caughtBy }) => caughtBy.file))];
  const tests = [...new Set(chosen.map(({ caughtBy }) => caughtBy.test))];
  const { passed, failed } = await runTests(folder, files, tests);
  console.log(`unbroken: ${passed.length} tests pass`);
  return [
    ...failed.map((name) => `without a mutant "${name.join(' ')}" fails`),
    ...tests.filter((test) => !isNamed(passed, test)).map((test) => `without a mutant no test "${test}" passes`),
  ];
};

const hunt = async (folder: string, chosen: readonly Mutant[]): Promise<string[]> => {
  const problems: string[] = [];
  for (const [nth, mutant] of chosen.entries()) {
    const { name, file, breaks, caughtBy } = mutant;
    const whole = await readFile(join(projectRoot, file), 'utf8');
    const broken = patched(whole, mutant);
    if (broken === undefined) {
      problems.push(`${name} no longer fits ${file}: the mutant must change with it`);
      continue;
    }
    await writeFile(join(folder, file), broken);
    const began = performance.now();
    const { failed } = await runTests(folder, [caughtBy.file], [caughtBy.test]);
    const isCaught = isNamed(failed, caughtBy.test);
    await writeFile(join(folder, file), whole);
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    console.log(`${nth + 1}/${chosen.length} ${name} (${breaks}) ${isCaught ? 'caught' : 'SURVIVED'} in ${seconds} s`);
    if (!isCaught)
      problems.push(`${name}, which breaks ${breaks}, is not caught by "${caughtBy.test}" of ${caughtBy.file}`);
  }
  return problems;
};

/**
 * Runs some tests of some files in the copy. Without a report, as of a run that was ended, no test has passed or failed;
 * nor has a test whose file could not be loaded.
 */
const runTests = async (folder: string, files: readonly string[], tests: readonly string[]): Promise<Ran> => {
  const reportPath = join(folder, 'report.json');
  await rm(reportPath, { force: true });
  const pattern = tests.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|');
  const vitest = [join(folder, 'node_modules/vitest/vitest.mjs'), 'run', ...files, '-t', pattern];
  const args = [...vitest, '--reporter=json', `--outputFile=${reportPath}`, ...SHORT];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
  const tooLong = setTimeout(() => child.kill('SIGTERM'), TIMEOUT_MS);
  await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(tooLong);
  const text = await readFile(reportPath, 'utf8').catch(() => '{"testResults":[]}');
  const results = report.parse(JSON.parse(text)).testResults.flatMap(({ assertionResults }) => assertionResults);
  const named = (wanted: string): string[][] =>
    results.filter(({ status }) => status === wanted).map(({ title, ancestorTitles }) => [...ancestorTitles, title]);
  return { passed: named('passed'), failed: named('failed') };
};

process.exitCode = await main();
