// npm run build: rebuilds dist/, even if it is up to date.
import { build } from './build-steps.mjs';
import { ensurePackages } from './packages.mjs';
import { asCommand } from './project.mjs';

await asCommand(async ({ mayInstall }) => {
  await ensurePackages({ mayInstall, forDevelopment: true });
  await build();
});
