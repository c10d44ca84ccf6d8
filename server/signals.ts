/**
 * Ignores signals that are not meant for this process. On SIGUSR1 Node opens its debugger to every user of the machine
 * unless a listener exists; SIGUSR2 and SIGALRM would end the process silently.
 */
export const ignoreStraySignals = (): void => {
  for (const signal of ['SIGUSR1', 'SIGUSR2', 'SIGALRM'] as const) process.on(signal, () => undefined);
};

/** Survives write errors of the outputs: a full disk or a vanished reader is no reason to end. */
export const outliveOutputs = (): void => {
  for (const out of [process.stdout, process.stderr]) out.on('error', () => undefined);
};
