/** npm forwards a Ctrl-C that the terminal has already sent to this process: the two arrive this close together. */
const SAME_SIGNAL_MS = 1_000;
/** The process that started this one kills it soon after this (Docker after 10 s). */
const CLOSE_TIMEOUT_MS = 9_000;

/** From now on the process ends within `CLOSE_TIMEOUT_MS`, whatever it still waits for. */
export const endWithin = (): void => {
  setTimeout(() => process.exit(1), CLOSE_TIMEOUT_MS).unref();
};

/**
 * Calls `close` once, on a request to end (SIGTERM, Ctrl-C, a closed terminal) or an uncaught error. The process ends
 * when `close` has finished, with 0, or with 1 after an error; or after `CLOSE_TIMEOUT_MS`; or at once on a second
 * request. Returns a function that requests the end; repeated calls count once.
 */
export const onShutdown = (close: (error: unknown) => Promise<void>): (() => void) => {
  let since: number | undefined;
  const shutDown = (error: unknown): void => {
    if (since !== undefined) {
      if (performance.now() - since > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    since = performance.now();
    endWithin();
    close(error).then(
      () => process.exit(error === undefined ? (process.exitCode ?? 0) : 1),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const)
    process.on(signal, () => shutDown(undefined));
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error: unknown) => shutDown(error ?? new Error(event)));
  return () => {
    if (since === undefined) shutDown(undefined);
  };
};
