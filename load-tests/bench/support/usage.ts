import { readdirSync, readFileSync } from 'node:fs';

/** The CPU time of all threads of a process so far, in ns; on Linux only. */
export const cpuTimeOf = (pid: number): number => {
  let sum = 0;
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    try {
      sum += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      // This thread has ended meanwhile; Node's own threads never end.
    }
  }
  return sum;
};

/** The resident memory of a process, in bytes. */
export const residentOf = (pid: number): number => {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(found?.[1]) * 1_024;
};
