/** How long others wait for one piece, in ms. */
const PIECE = 1;

/**
 * Begins some work every `ms` and does it in pieces of a millisecond, between which whatever else has come is served.
 * Where it is not done when it is due again, that time is left out.
 * @param begin begins the work; each step of it is short
 * @param now a clock, in ms
 */
export const everyInPieces = (
  ms: number,
  begin: () => Iterator<unknown>,
  now: () => number = () => performance.now(),
): NodeJS.Timeout => {
  let work: Iterator<unknown> | undefined;
  const goOn = (): void => {
    for (const end = now() + PIECE; now() < end; )
      if (work?.next().done !== false) {
        work = undefined;
        return;
      }
    setImmediate(goOn);
  };
  return setInterval(() => {
    if (work !== undefined) return;
    work = begin();
    goOn();
  }, ms);
};
