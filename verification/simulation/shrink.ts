import { type MakeStore, type Outcome, World } from './world.ts';

/** Histories tried at most: some ten seconds. */
const ENOUGH = 1_500;
/** Small worlds that are looked at first: one of them may break the same promise from the start. */
const SMALL = { lives: [1, 2, 3], seeds: 150 };

/**
 * Looks for a shorter history that breaks the same promise: in a smaller world, with parts of the tape left out, with
 * parts of it made tame.
 */
export const shrink = async (failed: Outcome, makeStore: MakeStore): Promise<Outcome> => {
  const promise = failed.faults[0]?.promise;
  let best = failed;
  let tried = 0;
  const better = async (lives: number, source: Parameters<typeof World.play>[1]): Promise<boolean> => {
    if (tried >= ENOUGH) return false;
    tried += 1;
    const outcome = await World.play(lives, source, makeStore);
    if (!outcome.faults.some((fault) => fault.promise === promise)) return false;
    if (weight(outcome) >= weight(best)) return false;
    best = outcome;
    return true;
  };

  for (const lives of SMALL.lives)
    for (let seed = 1; seed <= SMALL.seeds && lives < best.lives; seed += 1) await better(lives, { seed });
  for (let size = best.tape.length >> 1; size >= 1; size = size > 8 ? size >> 1 : size - 1) {
    for (let at = 0; at < best.tape.length; ) {
      const { lives, tape } = best;
      const isTame = tape.slice(at, at + size).every((choice) => choice === 0);
      const shorter = await better(lives, { tape: tape.toSpliced(at, size) });
      if (!shorter && (isTame || !(await better(lives, { tape: [...tape].fill(0, at, at + size) })))) at += size;
    }
  }
  return best;
};

/** Fewer lives first, then fewer lines, then tamer choices. */
const weight = ({ lives, lines, tape }: Outcome): number =>
  lives * 1e9 +
  lines.length * 1e5 +
  Math.min(99_999, tape.filter((choice) => choice > 0).length * 10 + tape.length / 1e3);
