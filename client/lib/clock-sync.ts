import type { Timers } from './timers.ts';

/** Round trips right after connecting, and the pause between them in ms: enough that one of them meets no queue. */
const FIRST_ROUNDS = 5;
const FIRST_PAUSE = 150;
/** Afterwards one round this often, in ms: 30 s of drift are 3 ms. */
const PAUSE = 30_000;

type Parts = {
  /** Makes one round trip, and feeds the clock. */
  readonly ask: () => Promise<unknown>;
  readonly timers: Timers;
};

/** Asks for the server's clock while the connection is up. */
export const createClockSync = ({ ask, timers }: Parts) => {
  let run = 0;
  let callOff = (): void => undefined;

  const round = async (mine: number, done: number): Promise<void> => {
    await ask();
    if (mine !== run) return;
    callOff = timers.after(done < FIRST_ROUNDS ? FIRST_PAUSE : PAUSE, () => void round(mine, done + 1));
  };
  const stop = (): void => {
    run += 1;
    callOff();
  };
  return {
    stop,
    start: () => {
      stop();
      void round(run, 1);
    },
  };
};
