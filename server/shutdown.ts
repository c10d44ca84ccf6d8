/** In ms: npm passes a Ctrl-C on that the terminal has already sent us, so one comes as two, this close together. */
const SAME_SIGNAL = 1_000;
/** In ms: whoever started us loses patience about then (Docker after 10 s), and would kill us without a word. */
const CLOSE_TIMEOUT_MS = 9_000;

/** From now on the process ends within `CLOSE_TIMEOUT_MS`, whatever is still waited for. */
export const endWithin = (): void => {
  setTimeout(() => process.exit(1), CLOSE_TIMEOUT_MS).unref();
};

/**
 * Calls `close` once, when the process is asked to end (SIGTERM, Ctrl-C, a closed terminal) or something was thrown
 * that nobody caught, and ends the process when it has finished: with 0, or with 1 after an error, after `CLOSE_TIMEOUT_MS`,
 * or at once when asked a second time. Answers a way to ask by call, which counts once only.
 */
export const onShutdown = (close: (error: unknown) => Promise<void>): (() => void) => {
  let since: number | undefined;
  const shutDown = (error: unknown): void => {
    if (since !== undefined) {
      if (performance.now() - since > SAME_SIGNAL) process.exit(1);
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
