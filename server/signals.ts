/**
 * Has this process live on after signals that are not meant for it. On SIGUSR1 Node opens its debugger to everybody on
 * the machine, unless somebody listens; SIGUSR2 and SIGALRM would end it without a word.
 */
export const ignoreStraySignals = (): void => {
  for (const signal of ['SIGUSR1', 'SIGUSR2', 'SIGALRM'] as const) process.on(signal, () => undefined);
};

/** What cannot be said any more, to a full disk or a reader that is gone, is no reason to end. */
export const outliveOutputs = (): void => {
  for (const out of [process.stdout, process.stderr]) out.on('error', () => undefined);
};
