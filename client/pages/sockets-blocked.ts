import { type ReadonlySignal, signal } from '@preact/signals';
import type { Readable } from '../lib/cell.ts';

/** So many attempts without a word may be a server that is just starting. */
const MANY = 3;

/** Whether no socket comes up though the server answers over HTTP: a proxy or a filter lets none through. */
export const watchSockets = (unheard: Readable<number>, answers: () => Promise<boolean>): ReadonlySignal<boolean> => {
  const blocked = signal(false);
  const ask = async (): Promise<void> => {
    blocked.value = (await answers()) && unheard.get() > 0;
  };
  unheard.subscribe((attempts) => {
    if (attempts === 0) blocked.value = false;
    else if (attempts % MANY === 0) void ask();
  });
  return blocked;
};
