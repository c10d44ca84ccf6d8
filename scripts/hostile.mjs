// npm run hostile: sends hundreds of thousands of hostile inputs (npm run hostile -- --help).
import { ensurePackages } from './packages.mjs';
import { ensurePrograms, redisServer } from './programs.mjs';
import { asCommand } from './project.mjs';
import { run } from './run.mjs';

// Standard output is for results alone.
console.log = console.error;
await asCommand(async ({ mayInstall, args }) => {
  await ensurePackages({ mayInstall, forDevelopment: true });
  await ensurePrograms({ mayInstall, needs: [redisServer] });
  process.exitCode = await run(process.execPath, ['--import', 'tsx', 'verification/fuzz/run.ts', ...args]);
});
