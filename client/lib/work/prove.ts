import type { WorkChallenge, WorkProof } from '../../../protocol/work.ts';

/** Does the work that the server asks for, beside the page; null where it cannot be done here. */
export const prove = async (work: WorkChallenge): Promise<WorkProof | null> => {
  const solver = new Worker(new URL('./solve-worker.ts', import.meta.url));
  const number = await new Promise<number | null>((resolve) => {
    solver.addEventListener('message', ({ data }: MessageEvent<number | null>) => resolve(data));
    solver.addEventListener('error', () => resolve(null));
    solver.postMessage(work);
  });
  solver.terminate();
  const { challenge, salt, signature } = work;
  return number === null ? null : { challenge, salt, signature, number };
};
