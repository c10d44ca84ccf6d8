import { explain, type Played } from './play-many.ts';

/** Throws with the shortest history that breaks a promise, where one was broken. */
export const expectKept = async ({ failure }: Played): Promise<void> => {
  if (failure !== null) throw new Error(await explain(failure));
};
