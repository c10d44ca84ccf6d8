// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, SetupProblem } from './project.mjs';
import { run } from './run.mjs';

/** @typedef {{ version?: string, integrity?: string, dev?: boolean, optional?: boolean, devOptional?: boolean }} LockedPackage */

/**
 * Installs the npm packages where they are missing or not those of package-lock.json.
 * @param {{ mayInstall: boolean, forDevelopment: boolean }} options `forDevelopment`: the tools that build and test too
 */
export const ensurePackages = async ({ mayInstall, forDevelopment }) => {
  if (packagesFit(readPackages('package-lock.json'), readPackages('node_modules/.package-lock.json'), forDevelopment))
    return;
  if (!mayInstall) throw new SetupProblem('The npm packages of package-lock.json are not installed. Run: npm ci');
  console.log('Installing the npm packages of package-lock.json (npm ci) …');
  // The npm that started us, if one did, so that its settings are the same.
  const npm = process.env['npm_execpath'];
  const code = npm?.endsWith('.js') ? await run(process.execPath, [npm, 'ci']) : await run('npm', ['ci']);
  if (code !== 0) throw new SetupProblem('npm ci failed; see above. Is the package registry within reach?');
};

/**
 * Whether what npm wrote down as installed is what the lockfile asks for. Packages for other systems may be absent.
 * @param {Record<string, LockedPackage>} wanted
 * @param {Record<string, LockedPackage>} installed
 * @param {boolean} forDevelopment
 */
export const packagesFit = (wanted, installed, forDevelopment) =>
  Object.keys(wanted).length > 0 &&
  Object.entries(wanted).every(([path, { version, integrity, dev, optional, devOptional }]) => {
    if (path === '') return true;
    const present = installed[path];
    if (!present) return optional || devOptional || (dev && !forDevelopment) || false;
    return present.version === version && present.integrity === integrity;
  });

/**
 * The packages of a lockfile by their folders; none where it cannot be read.
 * @param {string} path
 * @returns {Record<string, LockedPackage>}
 */
const readPackages = (path) => {
  try {
    const lock = /** @type {{ packages?: Record<string, LockedPackage> }} */ (
      JSON.parse(readFileSync(join(ROOT, path), 'utf8'))
    );
    return lock.packages ?? {};
  } catch {
    return {};
  }
};
