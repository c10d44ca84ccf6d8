// @ts-check
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { ROOT, SetupProblem } from './project.mjs';
import { runTool } from './run.mjs';

const DIST = join(ROOT, 'dist');
/** The file with the digest of the sources of the build. */
const STAMP = join(DIST, 'sources.sha256');
const SOURCES = ['protocol', 'server', 'client', 'scripts', 'package-lock.json', 'tsconfig.json'];

/** Whether `dist/` is a complete build of the present sources. */
export const isBuilt = () => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === digestOfSources();

/** Rebuilds `dist/`: the server as JavaScript and bundled, the pages, and compressed copies of these. */
export const build = async () => {
  const digest = digestOfSources();
  rmSync(DIST, { recursive: true, force: true });
  await step('the server', () => runTool('typescript/bin/tsc', ['-p', 'server/tsconfig.build.json']));
  copyOtherFiles();
  await step('its bundle', () =>
    runTool('vite/bin/vite.js', ['build', '--config', 'server/vite.config.ts', '--logLevel', 'warn']),
  );
  const pages = join(DIST, 'client');
  await step('the pages', () =>
    runTool('vite/bin/vite.js', [
      'build',
      '--config',
      'client/vite.config.ts',
      '--outDir',
      pages,
      '--emptyOutDir',
      '--logLevel',
      'warn',
    ]),
  );
  compress(pages);
  // Written last: an interrupted build has no stamp, and is made again.
  writeFileSync(STAMP, digest);
};

/**
 * @param {string} what
 * @param {() => Promise<number>} work
 */
const step = async (what, work) => {
  const start = performance.now();
  if ((await work()) !== 0) throw new SetupProblem(`Building ${what} failed; see above.`);
  console.log(`Built ${what} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
};

const digestOfSources = () => {
  const hash = createHash('sha256');
  for (const source of SOURCES)
    for (const path of filesOf(join(ROOT, source))) {
      hash.update(`${relative(ROOT, path)}\0`);
      hash.update(createHash('sha256').update(readFileSync(path)).digest());
    }
  return hash.digest('hex');
};

/** Copies scripts for Redis and other files that the server reads from beside its code. */
const copyOtherFiles = () => {
  for (const path of filesOf(join(ROOT, 'server'))) {
    if (/\.(ts|mjs|json)$/.test(path)) continue;
    const copy = join(DIST, relative(ROOT, path));
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(path, copy);
  }
};

/**
 * Puts `.br` and `.gz` copies beside the files that get smaller by it.
 * @param {string} folder
 */
const compress = (folder) => {
  for (const path of filesOf(folder)) {
    if (!/\.(html|js|css|svg|json|webmanifest|txt)$/.test(path)) continue;
    const bytes = readFileSync(path);
    const copies = /** @type {const} */ ([
      [
        '.br',
        brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }),
      ],
      ['.gz', gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION })],
    ]);
    for (const [ending, copy] of copies) if (copy.length < bytes.length) writeFileSync(path + ending, copy);
  }
};

/**
 * Every file of a folder, in a fixed order; a file stands for itself.
 * @param {string} path
 * @returns {string[]}
 */
const filesOf = (path) => {
  if (!existsSync(path)) return [];
  try {
    const entries = readdirSync(path, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return files.toSorted();
  } catch {
    return [path];
  }
};
