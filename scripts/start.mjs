// npm start: takes a bare checkout to a running server. Installs missing packages and rebuilds a stale build.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, isBuilt } from './build-steps.mjs';
import { ensurePackages } from './packages.mjs';
import { ensurePrograms, redisServer } from './programs.mjs';
import { asCommand, ROOT } from './project.mjs';

// Keeps Node from opening its debugger; the server adds its own listener later.
process.on('SIGUSR1', () => undefined);

await asCommand(async ({ mayInstall }) => {
  const mustBuild = !isBuilt();
  await ensurePackages({ mayInstall, forDevelopment: mustBuild });
  if (!process.env['REDIS_URL']) await ensurePrograms({ mayInstall, needs: [redisServer] });
  if (mustBuild) await build();
});

// In this process, so that signals reach the server itself.
await import(pathToFileURL(join(ROOT, 'dist/bundle/main.js')).href);
