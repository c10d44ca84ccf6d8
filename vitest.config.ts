import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{test,verification}/**/*.test.ts'],
    setupFiles: ['test/support/seeded.ts'],
    // A process per file: uWebSockets.js is at most one in a process, and a file's Redis dies with it.
    pool: 'forks',
    // Files start servers, Redis and browsers, and wait for them: three at once keep two cores busy.
    maxWorkers: 3,
    // Time-outs catch what hangs; nothing is proved by being quick.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000, interval: 20 } },
    restoreMocks: true,
  },
});
