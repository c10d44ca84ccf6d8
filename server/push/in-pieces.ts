/** How long other events wait for one piece. */
const PIECE_MS = 1;

/**
 * Does some work in pieces of a millisecond, between which other events are served. Resolves when it is done.
 * @param work each step of it is short
 * @param now a clock, in ms
 */
export const inPieces = async (work: Iterator<unknown>, now: () => number = () => performance.now()): Promise<void> => {
  for (;;) {
    for (const end = now() + PIECE_MS; now() < end; ) if (work.next().done !== false) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
};
