import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, isBuilt } from './build-steps.mjs';
import { ensurePackages } from './packages.mjs';
import { ensurePrograms, redisServer } from './programs.mjs';
import { asCommand, ROOT } from './project.mjs';

/**
 * Gets ready what an operator's command needs, and runs it, with or without a running server.
 * @param {string} name its file in `server/operator`
 */
export const operate = async (name) => {
  await asCommand(async ({ mayInstall, args }) => {
    const mustBuild = !isBuilt();
    await ensurePackages({ mayInstall, forDevelopment: mustBuild });
    if (!process.env['REDIS_URL']) await ensurePrograms({ mayInstall, needs: [redisServer] });
    if (mustBuild) await build();
    process.argv.splice(2, process.argv.length, ...args);
  });
  await import(pathToFileURL(join(ROOT, `dist/bundle/${name}.js`)).href);
};
