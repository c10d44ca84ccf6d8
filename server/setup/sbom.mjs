// @ts-check
// npm run sbom: writes dist/sbom.cdx.json, a bill of what the server is made of at run time (CycloneDX), for a release.
// It reads the lock file alone: no registry is asked.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asCommand, ROOT } from './project.mjs';

await asCommand(async () => {
  const npm = process.env['npm_execpath'];
  const args = [
    'sbom',
    '--omit=dev',
    '--package-lock-only',
    '--sbom-format=cyclonedx',
    '--sbom-type=application',
    '--offline',
  ];
  const [program, ...first] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  const bill = execFileSync(program, [...first, ...args], { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  const path = join(ROOT, 'dist', 'sbom.cdx.json');
  writeFileSync(path, bill);
  console.log(`${path}: ${JSON.parse(bill).components.length} packages`);
});
