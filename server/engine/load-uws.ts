import type * as Uws from 'uWebSockets.js';
import { createHash, randomUUID } from 'node:crypto';
import { lstat, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { KNOWN_BUILDS } from './known-builds.ts';
import { relinkGlibc } from './relink-glibc.ts';
import { READ_HEADER_BYTES } from './too-large.ts';

/** The addon's exports; its types declare the last one only as a member of an enum that does not exist at run time. */
export type UwsModule = typeof Uws & { readonly LIBUS_LISTEN_EXCLUSIVE_PORT: number };

const nodeRequire = createRequire(import.meta.url);

/** The folder of the package's native builds. */
const installed = (): string => dirname(nodeRequire.resolve('uWebSockets.js'));

/**
 * Loads uWebSockets.js as installed or, if this system's glibc is older than the build needs, a relinked copy kept in
 * `cacheDir`. Every start first compares the bytes with those of a known build. `how` names the variant; `problem` is
 * the reason why neither loads.
 *
 * It loads the addon alone, without the package's `uws.js` around it: that file adds only `DeclarativeResponse`, a class
 * that is not used here.
 *
 * @param folder the folder of the native builds
 */
export const loadUws = async (
  cacheDir: string,
  folder: string = installed(),
): Promise<{ uws: UwsModule; how: string } | { problem: string }> => {
  const name = `uws_${process.platform}_${process.arch}_${process.versions.modules}.node`;
  const path = join(folder, name);
  // The addon reads it once, on loading. Its default is 4 KB, which the cookies of neighbouring services can fill.
  process.env['UWS_HTTP_MAX_HEADERS_SIZE'] ??= String(READ_HEADER_BYTES);
  try {
    const original = await readFile(path);
    if (!isKnown(name, original))
      return { problem: `${path} is not the file that its makers published: unknown SHA-256` };
    try {
      return { uws: nodeRequire(path) as UwsModule, how: 'as installed' };
    } catch (error) {
      if (!/GLIBC_2\.38' not found/.test(reasonOf(error))) throw error;
      const copy = await keepRelinked(resolve(cacheDir), name, relinkGlibc(original));
      return { uws: nodeRequire(copy) as UwsModule, how: 'relinked for a glibc older than 2.38' };
    }
  } catch (error) {
    return { problem: reasonOf(error) };
  }
};

const isKnown = (name: string, build: Buffer): boolean =>
  KNOWN_BUILDS.get(name) === createHash('sha256').update(build).digest('hex');

/**
 * Keeps the relinked copy and returns its path. Every start makes the copy afresh and compares, which costs some
 * milliseconds: a damaged or exchanged file is never loaded, nor is a link, which could be redirected after the
 * comparison. A rename puts the file in place, so that a second server never sees half of it.
 */
export const keepRelinked = async (cacheDir: string, name: string, wanted: Buffer): Promise<string> => {
  const path = join(cacheDir, name);
  const present = await readFile(path).catch(() => undefined);
  const isLink = await lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
  if (present?.equals(wanted) && !isLink) return path;
  await mkdir(cacheDir, { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  await writeFile(temporary, wanted, { mode: 0o644, flag: 'wx' });
  await rename(temporary, path);
  return path;
};

/** The last non-empty line of an error: uWebSockets.js puts a paragraph on supported systems before the reason. */
const reasonOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n').at(-1)?.trim() ?? text;
};
