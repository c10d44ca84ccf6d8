// @ts-check
import { readFileSync } from 'node:fs';
import { SetupProblem } from '../scripts/project.mjs';

/** Files that k6, Node and a server of our own have open besides one connection for each person. */
const OTHERS = 100;

/**
 * Checks that the limit on open files lets the load tool open a connection for each person: a connection that it cannot
 * open looks like a server that does not answer. Throws a SetupProblem that names the limit.
 * @param {number} people
 * @param {string} [limits] the text of /proc/self/limits; empty on systems that have none
 */
export const ensureOpenFiles = (people, limits = ownLimits()) => {
  // Both k6 and Node raise the soft limit to the hard one by themselves.
  const hard = /^Max open files\s+\S+\s+(\d+)/m.exec(limits)?.[1];
  if (hard === undefined || Number(hard) >= people + OTHERS) return;
  throw new SetupProblem(
    `This shell lets a process have ${hard} files open, and ${people} people need ${people + OTHERS}: the load tool's own limit, not the server's. ` +
      `Raise it (ulimit -n ${people + OTHERS}), or take fewer people (--people ${Math.max(1, Number(hard) - OTHERS)}).`,
  );
};

const ownLimits = () => {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
};
