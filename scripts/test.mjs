// npm test: runs the whole suite, or the tests named as arguments (npm test -- test/pool).
import { build, isBuilt } from './build-steps.mjs';
import { ensurePackages } from './packages.mjs';
import { chineseFont, chromium, ensurePrograms, nginx, redisServer } from './programs.mjs';
import { asCommand } from './project.mjs';
import { runTool } from './run.mjs';

await asCommand(async ({ mayInstall, args }) => {
  await ensurePackages({ mayInstall, forDevelopment: true });
  await ensurePrograms({ mayInstall, needs: [redisServer, chromium, chineseFont, nginx] });
  if (!isBuilt()) await build();
  process.exitCode = await runTool('vitest/vitest.mjs', ['run', ...args]);
});
