type Props = {
  /** Oldest first; null where nothing was measured. */
  readonly values: readonly (number | null)[];
  readonly label: string;
};

const WIDTH = 120;
const HEIGHT = 28;
/** No more points than there are pixels for. */
const MOST_POINTS = 120;

/** A line of the last values, between their lowest and their highest. */
export const Sparkline = ({ values, label }: Props) => {
  const step = Math.max(1, Math.ceil(values.length / MOST_POINTS));
  // Counted from the newest, so that a point keeps its value while the line moves on.
  const drawn = values.filter((value, i) => (values.length - 1 - i) % step === 0 && value !== null) as number[];
  const low = Math.min(...drawn);
  const high = Math.max(...drawn);
  const x = (i: number): number => (drawn.length === 1 ? WIDTH : (i / (drawn.length - 1)) * WIDTH);
  const y = (value: number): number =>
    high === low ? HEIGHT / 2 : HEIGHT - 2 - ((value - low) / (high - low)) * (HEIGHT - 4);
  const points = drawn.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
      <polyline points={points} />
    </svg>
  );
};
