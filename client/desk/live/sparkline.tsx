type Props = {
  /** Oldest first; null without a measurement. */
  readonly values: readonly (number | null)[];
  readonly label: string;
};

const WIDTH = 120;
const HEIGHT = 28;
/** The most points drawn: one for each unit of the width. */
const MOST_POINTS = 120;

/** A line through the last values, scaled from their lowest to their highest. */
export const Sparkline = ({ values, label }: Props) => {
  const step = Math.max(1, Math.ceil(values.length / MOST_POINTS));
  // Counted from the newest, which is therefore always drawn.
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
