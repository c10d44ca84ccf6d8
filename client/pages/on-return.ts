/** Runs when somebody returns to the page: it is shown again, comes out of the browser's memory, or is online again. */
export const onReturn = (run: () => void): void => {
  addEventListener('online', run);
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) run();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') run();
  });
};
