// npm run check: every check of the code that does not run it.
import { ensurePackages } from './packages.mjs';
import { asCommand } from './project.mjs';
import { runTool } from './run.mjs';

/** @type {readonly (readonly [name: string, script: string, ...args: string[]])[]} */
const CHECKS = [
  ['types', 'typescript/bin/tsc', '-p', '.'],
  ['lint', 'oxlint/bin/oxlint', '--type-aware', '--deny-warnings'],
  ['format', '@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
  ['unused', 'knip/bin/knip.js', '--no-progress', '--treat-config-hints-as-errors'],
  ['imports', 'vitest/vitest.mjs', 'run', 'test/imports.test.ts', '--reporter=dot'],
];

await asCommand(async ({ mayInstall }) => {
  await ensurePackages({ mayInstall, forDevelopment: true });
  const failed = [];
  for (const [name, script, ...args] of CHECKS) {
    console.log(`\n— ${name}`);
    if ((await runTool(script, args)) !== 0) failed.push(name);
  }
  console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.join(', ')}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
});
