/** Everything that runs and must be ended, in the order of its start. */
const open: { readonly end: () => Promise<void>; readonly kill: () => void }[] = [];

/**
 * Registers what must end with its bench: `end` ends it in order, and `kill` at once and without waiting, where this
 * process exits first.
 */
export const onEnd = (end: () => Promise<void>, kill: () => void = () => undefined): void => {
  open.push({ end, kill });
};

/** Ends everything that runs, the last first. */
export const endAll = async (): Promise<void> => {
  for (let each = open.at(-1); each !== undefined; each = open.at(-1)) {
    try {
      await each.end();
    } catch (error) {
      process.stderr.write(`  ${String(error)}\n`);
      each.kill();
    }
    const at = open.indexOf(each);
    if (at >= 0) open.splice(at, 1);
  }
};

/** Ends everything on Ctrl-C too. */
export const endAllOnSignals = (): void => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)
    process.once(signal, () => void endAll().finally(() => process.exit(code)));
  process.once('exit', () => {
    for (const { kill } of open.splice(0).toReversed()) kill();
  });
};
