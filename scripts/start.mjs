// @ts-check
// npm start: from a bare checkout to a running server. What is missing is installed, what is stale is built.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, isBuilt } from './build-steps.mjs';
import { ensurePackages } from './packages.mjs';
import { ensurePrograms, redisServer } from './programs.mjs';
import { asCommand, ROOT } from './project.mjs';

// Node would open its debugger; the server has a listener of its own, later.
process.on('SIGUSR1', () => undefined);

await asCommand(async ({ mayInstall }) => {
  const mustBuild = !isBuilt();
  await ensurePackages({ mayInstall, forDevelopment: mustBuild });
  if (!process.env['REDIS_URL']) await ensurePrograms({ mayInstall, needs: [redisServer] });
  if (mustBuild) await build();
});

// In this very process, so that signals reach the server itself.
await import(pathToFileURL(join(ROOT, 'dist/bundle/main.js')).href);
