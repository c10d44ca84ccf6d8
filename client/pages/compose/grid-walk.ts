export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/**
 * Where an arrow key leads in a grid of keys that is filled row by row, the last row perhaps not to its end: on in
 * the same line to the next key that can be pressed, skipping those that cannot; left and right go on in the
 * neighbouring rows. The same place where there is none.
 */
export const walk = (usable: readonly boolean[], columns: number, from: number, arrow: Arrow): number => {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[arrow];
  for (let at = from + step; at >= 0 && at < usable.length; at += step) if (usable[at] === true) return at;
  return from;
};
