/**
 * An answer, if it comes within `patience` ms; rejects after that. What was sent to a Redis before it stopped answering
 * has no time-out of its own, and may yet be done: whoever asked is told to ask again.
 */
export const inTime = async <T>(answer: T | Promise<T>, patience = 4_000): Promise<T> => {
  if (!(answer instanceof Promise)) return answer;
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patience} ms`)), patience);
  });
  return Promise.race([answer, tooLong]).finally(() => clearTimeout(timer));
};
