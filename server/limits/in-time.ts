/**
 * Resolves to the answer if it arrives within `timeoutMs`, and rejects after that. A command sent to a Redis that
 * stopped answering has no timeout of its own, and may still be executed: the caller is told to ask again.
 */
export const inTime = async <T>(answer: T | Promise<T>, timeoutMs = 4_000): Promise<T> => {
  if (!(answer instanceof Promise)) return answer;
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  return Promise.race([answer, tooLong]).finally(() => clearTimeout(timer));
};
