// npm run bench: runs all benchmarks, or those named as arguments (npm run bench -- --list).
import { build, isBuilt } from './build-steps.mjs';
import { ensurePackages } from './packages.mjs';
import { ensurePrograms, redisServer } from './programs.mjs';
import { asCommand } from './project.mjs';
import { run } from './run.mjs';

// Standard output is for figures alone.
console.log = console.error;
await asCommand(async ({ mayInstall, args }) => {
  await ensurePackages({ mayInstall, forDevelopment: true });
  await ensurePrograms({ mayInstall, needs: [redisServer] });
  if (!isBuilt()) await build();
  process.exitCode = await run(process.execPath, ['--import', 'tsx', 'load-tests/bench/run.ts', ...args]);
});
