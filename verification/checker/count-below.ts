/** How many of a rising list are below a value. */
export const countBelow = <T>(list: readonly T[], value: number, of: (each: T) => number = Number): number => {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(list[middle] as T) < value) low = middle + 1;
    else high = middle;
  }
  return low;
};
