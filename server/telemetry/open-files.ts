import { open, readFile } from 'node:fs/promises';
import type { Log } from './log.ts';

/** Files that a process has open besides its connections, with some to spare. */
export const OWN_FILES = 200;
const INTERVAL_MS = 5_000;

/** How many files this process may have open, raised by Node as far as it may; undefined where the system does not tell. */
export const openFilesLimit = async (): Promise<number | undefined> => {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const limit = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return limit === undefined ? undefined : Number(limit);
};

/** The reason, in one line, why this many connections do not fit; undefined if they do. */
export const tooFewFiles = (limit: number | undefined, connections: number): string | undefined =>
  limit === undefined || limit >= connections + OWN_FILES
    ? undefined
    : `this process may have ${limit} files open, which is some ${Math.max(0, limit - OWN_FILES)} connections; raise it by ulimit -n, or LimitNOFILE of systemd`;

/**
 * Logs when files have run out, once, and when some are there again. Neither engine does: it skips a connection that it
 * cannot accept. Returns a function that ends the watch.
 */
export const watchOpenFiles = (log: Pick<Log, 'error' | 'info'>, everyMs = INTERVAL_MS): (() => void) => {
  let ranOut = false;
  const look = async (): Promise<void> => {
    const isOut = await open('/dev/null').then(
      async (file) => {
        await file.close();
        return false;
      },
      (error: NodeJS.ErrnoException) => error.code === 'EMFILE' || error.code === 'ENFILE',
    );
    const wasOut = ranOut;
    // Noted before the wait below: on a busy machine the next look comes before it is over.
    ranOut = isOut;
    if (isOut && !wasOut)
      log.error(
        { limit: await openFilesLimit() },
        'no more files can be opened: connections are turned away; raise ulimit -n or LimitNOFILE',
      );
    if (!isOut && wasOut) log.info('files can be opened again');
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return () => clearInterval(timer);
};
