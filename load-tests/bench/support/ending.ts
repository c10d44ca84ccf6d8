/** Everything that was started and must be ended, the last first. */
const open: { readonly end: () => Promise<void>; readonly kill: () => void }[] = [];

/**
 * Registers something to be ended with its bench, whatever happens: `end` in order, `kill` at once and without waiting,
 * where this process ends before that.
 */
export const onEnd = (end: () => Promise<void>, kill: () => void = () => undefined): void => {
  open.push({ end, kill });
};

/** Ends everything that was started. */
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
