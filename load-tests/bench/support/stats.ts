/** The value below which a share (0 to 1) of sorted values lies; NaN where there are none. */
export const percentile = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

export const median = (values: readonly number[]): number =>
  percentile(
    values.toSorted((a, b) => a - b),
    0.5,
  );

/** The median of each figure over several rounds, to a hundredth. */
export const mediansOf = <F extends string>(rounds: readonly Readonly<Record<F, number>>[]): Record<F, number> => {
  const figures = Object.keys(rounds[0] ?? {}) as F[];
  const middle = (figure: F): number => Number(median(rounds.map((round) => round[figure])).toFixed(2));
  return Object.fromEntries(figures.map((figure) => [figure, middle(figure)])) as Record<F, number>;
};

type Times = { readonly p50: number; readonly p99: number; readonly max: number };
export const timesOf = ({ p50, p99, max }: Times): Times => ({ p50, p99, max });

/** Park and Miller's generator: whole numbers from 0 to below `limit`, the same ones in every run. */
export const seeded = (seed: number): ((limit: number) => number) => {
  let state = seed;
  return (limit) => {
    state = (state * 48_271) % 0x7fff_ffff;
    return state % limit;
  };
};
