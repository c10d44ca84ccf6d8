import type * as Uws from 'uWebSockets.js';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { relinkGlibc } from './relink-glibc.ts';

/** The addon's own exports; its types know the last one only as a member of an enum that does not exist. */
export type UwsModule = typeof Uws & { readonly LIBUS_LISTEN_EXCLUSIVE_PORT: number };

/** The native builds of 20.57.0 that are known to need glibc 2.38 only for what `relinkGlibc` relaxes. */
const KNOWN_BUILDS: ReadonlySet<string> = new Set([
  '5b126ee00bf754b02e97e4c27090365a8562c5820c93f93918ac2212d4503e91', // linux x64, Node 20
  '4b55b1f2cb7a7913febbb65a89496412b96af77e838552980092ba6b33723aac', // linux x64, Node 22
  '98128405dba2fb608448e921a979530f70c946a2cc9889c15f2fa70c2d00ab05', // linux x64, Node 24
  '813d788b347c6fd76b779d8932311ec05a044e612b4b83af220f16e6ea789683', // linux x64, Node 25
  '6bdbc8ff976b4371af1906175e9025804bacc38a414969f4f02314e6b99f206c', // linux arm64, Node 20
  '82b79bd18d1e3563de336156005bd01b7f39fc387b65173d69a29da4ee79f895', // linux arm64, Node 22
  '88618b30ddf6b2b62310db89f40a701616676352aac5e0f6184dd8ef876199ce', // linux arm64, Node 24
  '81d0186dd1549ed6a7f47e68e323573fc27d69d2920527654ce2dd993af2b0ec', // linux arm64, Node 25
]);

const nodeRequire = createRequire(import.meta.url);

/**
 * Loads uWebSockets.js as it was installed or, where this system's glibc is older than its build asks for, a
 * relinked copy kept in `cacheDir`. `how` says which; `problem` says why neither loads.
 */
export const loadUws = async (cacheDir: string): Promise<{ uws: UwsModule; how: string } | { problem: string }> => {
  try {
    return { uws: nodeRequire('uWebSockets.js') as UwsModule, how: 'as installed' };
  } catch (error) {
    const problem = reasonOf(error);
    if (!/GLIBC_2\.38' not found/.test(problem)) return { problem };
    return await loadRelinked(cacheDir).catch((second: unknown) => ({ problem: `${problem}; ${reasonOf(second)}` }));
  }
};

/**
 * The addon alone is loaded, without the package's `uws.js` around it: that adds one class, `DeclarativeResponse`,
 * which nothing here uses.
 */
const loadRelinked = async (cacheDir: string): Promise<{ uws: UwsModule; how: string } | { problem: string }> => {
  const name = `uws_${process.platform}_${process.arch}_${process.versions.modules}.node`;
  const original = await readFile(join(dirname(nodeRequire.resolve('uWebSockets.js')), name));
  const sum = createHash('sha256').update(original).digest('hex');
  if (!KNOWN_BUILDS.has(sum))
    return { problem: `${name} needs glibc 2.38, and is not a build that is known to do without` };
  const copy = await keepRelinked(resolve(cacheDir), name, relinkGlibc(original));
  return { uws: nodeRequire(copy) as UwsModule, how: 'relinked for a glibc older than 2.38' };
};

/**
 * The copy is made afresh and compared on every start, which costs some milliseconds: a damaged or exchanged file
 * is never loaded. It comes into being by a rename, so that a second server never sees half of it.
 */
export const keepRelinked = async (cacheDir: string, name: string, wanted: Buffer): Promise<string> => {
  const path = join(cacheDir, name);
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(wanted)) return path;
  await mkdir(cacheDir, { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, wanted, { mode: 0o644 });
  await rename(temporary, path);
  return path;
};

/** The last line that says something: uWebSockets.js puts a paragraph on supported systems before the true reason. */
const reasonOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n').at(-1)?.trim() ?? text;
};
