/** Round trips right after connecting, and the pause between them in ms: enough that one of them meets no queue. */
const FIRST_ROUNDS = 5;
const FIRST_PAUSE = 150;
/** Afterwards one round this often, in ms: 30 s of drift are 3 ms. */
const PAUSE = 30_000;

export type ClockSync = { readonly start: () => void; readonly stop: () => void };

/** Asks for the server's clock while the connection is up. `ask` makes one round trip and feeds the clock. */
export const createClockSync = (ask: () => Promise<unknown>): ClockSync => {
  let run = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const round = async (mine: number, done: number): Promise<void> => {
    await ask();
    if (mine !== run) return;
    timer = setTimeout(() => void round(mine, done + 1), done < FIRST_ROUNDS ? FIRST_PAUSE : PAUSE);
  };
  const stop = (): void => {
    run += 1;
    clearTimeout(timer);
  };
  return {
    stop,
    start: () => {
      stop();
      void round(run, 1);
    },
  };
};
