/** Does something for each of 0 … count - 1, in order, so many at once; resolves to what came of each. */
export const inLanes = async <T>(
  { count, lanes }: { readonly count: number; readonly lanes: number },
  act: (nth: number) => Promise<T>,
): Promise<T[]> => {
  const done: T[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let nth = next++; nth < count; nth = next++) done[nth] = await act(nth);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, count) }, lane));
  return done;
};
