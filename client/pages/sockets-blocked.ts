import { type ReadonlySignal, signal } from '@preact/signals';
import type { Readable } from '../lib/cell.ts';

/** Fewer attempts without a word may meet a server that is just starting. */
const MANY = 3;

/** Whether sockets fail while the server answers over HTTP, as behind a proxy or a filter that blocks them. */
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
