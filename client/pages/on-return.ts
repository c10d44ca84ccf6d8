/** Runs when a person returns to the page: it is shown again, restored from the browser's cache, or online again. */
export const onReturn = (run: () => void): void => {
  addEventListener('online', run);
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) run();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') run();
  });
};
