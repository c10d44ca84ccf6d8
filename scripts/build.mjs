// @ts-check
// npm run build: makes dist/, whatever is there.
import { build } from './build-steps.mjs';
import { ensurePackages } from './packages.mjs';
import { asCommand } from './project.mjs';

await asCommand(async ({ mayInstall }) => {
  await ensurePackages({ mayInstall, forDevelopment: true });
  await build();
});
