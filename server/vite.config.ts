import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const BUNDLE = here('../dist/bundle');

/** Gives each module its own `import.meta.url` instead of the bundle's, so that it still finds the files beside it. */
const ownPlaces: Plugin = {
  name: 'own-places',
  transform: (code, id) => {
    if (!id.startsWith(here('../dist/')) || !code.includes('import.meta.url')) return null;
    const place = relative(BUNDLE, id);
    return { code: code.replaceAll('import.meta.url', `new URL('${place}', import.meta.url).href`), map: null };
  },
};

/**
 * Bundles the server and its packages, some 1,100 files, into a few in `dist/bundle`: finding and reading them one by
 * one took longer than everything else before the first command to Redis. Native modules, and packages that start
 * threads from their own files, stay outside.
 */
export default defineConfig({
  root: dirname(here('.')),
  publicDir: false,
  plugins: [ownPlaces],
  ssr: { target: 'node', noExternal: true, external: ['@node-rs/argon2', 'pino', 'uWebSockets.js'] },
  build: {
    ssr: true,
    outDir: BUNDLE,
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    rolldownOptions: {
      input: [
        here('../dist/server/main.js'),
        here('../dist/server/operator/create-manager.js'),
        here('../dist/server/operator/begin-pool.js'),
        here('../dist/server/operator/accept-pool.js'),
        here('../dist/server/operator/back-up.js'),
        here('../dist/server/operator/ready.js'),
      ],
      output: { chunkFileNames: '[name].js' },
    },
  },
});
