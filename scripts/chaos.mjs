// npm run chaos: harms real processes, and checks that the promises held (npm run chaos -- --list).
import { ensurePackages } from './packages.mjs';
import { cCompiler, ensurePrograms, redisServer } from './programs.mjs';
import { asCommand } from './project.mjs';
import { run } from './run.mjs';

// Standard output is for results alone.
console.log = console.error;
await asCommand(async ({ mayInstall, args }) => {
  await ensurePackages({ mayInstall, forDevelopment: true });
  await ensurePrograms({ mayInstall, needs: [redisServer, cCompiler] });
  process.exitCode = await run(process.execPath, ['--import', 'tsx', 'verification/nemesis/run.ts', ...args]);
});
