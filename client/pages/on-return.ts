/** How often the clocks are compared, and by how much they must part to mean a sleep, in ms. */
const LOOK_MS = 1_000;
const SLEPT_MS = 500;

/**
 * Runs when a person returns to the page: it is shown again, restored from the browser's cache, online again, or awake
 * after the machine slept (PAGE-D1). No event tells of that, but unlike the wall clock the monotonic clock stands still.
 */
export const onReturn = (run: () => void): void => {
  addEventListener('online', run);
  addEventListener('pageshow', ({ persisted }) => persisted && run());
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && run());
  let apart = Date.now() - performance.now();
  setInterval(() => {
    const before = apart;
    apart = Date.now() - performance.now();
    if (Math.abs(apart - before) > SLEPT_MS) run();
  }, LOOK_MS);
};
