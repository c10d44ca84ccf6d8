import { MemoryPoolStore } from '../../test/pool/memory-store.ts';
import { shrink } from './shrink.ts';
import { type MakeStore, type Outcome, World } from './world.ts';

/** How many applicants share one world: enough that they are in one another's way. */
export const LIVES_A_WORLD = 12;

export const inMemory: MakeStore = (clock, choose) => new MemoryPoolStore(clock, choose);

export type Played = {
  readonly lives: number;
  readonly operations: number;
  /** The first world that broke a promise, and its seed. */
  readonly failure: { readonly seed: number; readonly outcome: Outcome } | null;
};

/** Plays worlds from consecutive seeds until so many lives were lived or a promise is broken. */
export const playMany = async (
  { seed, lives, aWorld = LIVES_A_WORLD }: { seed: number; lives: number; aWorld?: number },
  makeStore: MakeStore = inMemory,
  progress: (lives: number) => void = () => undefined,
): Promise<Played> => {
  let lived = 0;
  let operations = 0;
  for (let next = seed; lived < lives; next += 1) {
    const outcome = await World.play(aWorld, { seed: next }, makeStore);
    lived += outcome.lives;
    operations += outcome.operations;
    progress(lived);
    if (outcome.faults.length > 0) return { lives: lived, operations, failure: { seed: next, outcome } };
  }
  return { lives: lived, operations, failure: null };
};

/** What is to be read of a world that broke a promise: the shortest history that is found, and how to see it again. */
export const explain = async (
  { seed, outcome }: NonNullable<Played['failure']>,
  makeStore: MakeStore = inMemory,
): Promise<string> => {
  const shortest = await shrink(outcome, makeStore);
  const told = shortest.lines.filter(({ line }) => !['pool', 'selection', 'end'].includes(line));
  return [
    ...told.map((line) => JSON.stringify(line)),
    ...shortest.faults.slice(0, 5).map(({ promise, says }) => `${promise}: ${says}`),
    `shrunk from ${outcome.lives} lives and ${outcome.lines.length} lines to ${shortest.lives} and ${shortest.lines.length}`,
    `again, whole: npm run simulate -- --seed ${seed} --lives ${outcome.lives} --world ${outcome.lives}`,
    `again, shrunk: npm run simulate -- --world ${shortest.lives} --tape ${tapeText(shortest.tape)}`,
  ].join('\n');
};

/** A tape without the tame choices at its end. */
const tapeText = (tape: readonly number[]): string =>
  tape.slice(0, tape.findLastIndex((each) => each > 0) + 1).join(',') || '0';
