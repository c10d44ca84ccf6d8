import { readdirSync, readFileSync } from 'node:fs';

/** The CPU time that a process has used so far, all of its threads, in ns; Linux alone tells it. */
export const cpuTimeOf = (pid: number): number => {
  let sum = 0;
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    try {
      sum += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      // A thread that has ended since: Node's own are kept for good.
    }
  }
  return sum;
};

/** What a process has in memory, in bytes. */
export const residentOf = (pid: number): number => {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(found?.[1]) * 1_024;
};
