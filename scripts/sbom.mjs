// @ts-check
// npm run sbom: writes dist/sbom.cdx.json, a bill of what the server is made of at run time (CycloneDX), for a release.
// It reads the lock file alone: no registry is asked.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asCommand, ROOT } from './project.mjs';

/** @typedef {{ 'bom-ref': string }} Component */
/** @typedef {{ ref: string, dependsOn?: string[] }} Dependency */
/** @typedef {{ metadata: { component: Component & { name: string } }, components: Component[], dependencies: Dependency[] }} Bill */
/** @typedef {{ name?: string, version?: string, dev?: boolean, devOptional?: boolean }} LockedPackage */

await asCommand(async () => {
  const npm = process.env['npm_execpath'];
  const [program, ...first] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  const args = [
    ...first,
    'sbom',
    '--package-lock-only',
    '--sbom-format=cyclonedx',
    '--sbom-type=application',
    '--offline',
  ];
  const text = execFileSync(program, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const bill = /** @type {Bill} */ (JSON.parse(text));
  // npm's own `--omit=dev` also leaves out packages that both the server and development tools need.
  const isAtRunTime = runTimePackages();
  const own = bill.metadata.component['bom-ref'];
  bill.components = bill.components.filter((each) => isAtRunTime.has(each['bom-ref']));
  bill.dependencies = bill.dependencies
    .filter(({ ref }) => ref === own || isAtRunTime.has(ref))
    .map(({ ref, dependsOn = [] }) => ({
      ref,
      dependsOn: dependsOn.filter((each) => isAtRunTime.has(each)),
    }));
  bill.metadata.component.name = 'xuanhao';
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  const path = join(ROOT, 'dist', 'sbom.cdx.json');
  writeFileSync(path, `${JSON.stringify(bill, null, 2)}\n`);
  console.log(`${path}: ${bill.components.length} packages`);
});

/** Packages that the lock file needs at run time, as name@version; an alias has a name of its own. */
function runTimePackages() {
  const lock = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
  const { packages } = /** @type {{ packages: Record<string, LockedPackage> }} */ (JSON.parse(lock));
  const entries = Object.entries(packages).filter(
    ([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional,
  );
  return new Set(
    entries.map(([path, { name, version }]) => `${name ?? path.split('node_modules/').at(-1)}@${version}`),
  );
}
