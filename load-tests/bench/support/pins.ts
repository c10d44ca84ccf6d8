import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The cores of each role. */
type Pins = { readonly server: string; readonly driver: string; readonly redis: string };

const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/**
 * The server that is measured has a core of its own; its Redis and everything that drives it share the others. Null
 * where the system has no `taskset`, or one core.
 */
export const pins: Pins | null = canPin
  ? { server: '0', driver: `1-${availableParallelism() - 1}`, redis: `1-${availableParallelism() - 1}` }
  : null;

/** A command line that runs on the cores of a role. */
export const pinned = (who: keyof Pins, command: readonly string[]): readonly string[] =>
  pins === null ? command : ['taskset', '-c', pins[who], ...command];

/** A command line that runs on all cores, although this process is pinned. */
export const unpinned = (command: readonly string[]): readonly string[] =>
  pins === null ? command : ['taskset', '-c', `0-${availableParallelism() - 1}`, ...command];

/** Moves a running process, with all of its threads, to the cores of a role. */
export const pinProcess = (who: keyof Pins, pid: number): void => {
  if (pins !== null) spawnSync('taskset', ['-a', '-c', '-p', pins[who], String(pid)]);
};

/** Keeps this process, which only waits, off the server's core. */
export const pinSelf = (): void => pinProcess('driver', process.pid);
