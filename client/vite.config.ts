import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The oldest browsers that the pages work in; the documents name them to older ones. */
const OLDEST = ['chrome100', 'firefox100', 'safari15.4'] as const;

/**
 * Builds the pages, the applicants' and the desk's, into `dist/client`. Nothing is inlined: the pages' content policy
 * allows neither data nor blobs as code.
 */
export default defineConfig({
  root: here('.'),
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // Firefox runs modules in workers since version 114 only.
  worker: { format: 'iife' },
  build: {
    outDir: here('../dist/client'),
    emptyOutDir: true,
    target: [...OLDEST],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: [here('./index.html'), here('./desk.html')] },
  },
});
