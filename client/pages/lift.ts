import { type ReadonlySignal, signal } from '@preact/signals';
import type { Readable } from '../lib/cell.ts';

/** A signal that follows a value of the client library for as long as the page lives. */
export const lift = <T>(source: Readable<T>): ReadonlySignal<T> => {
  const lifted = signal(source.get());
  source.subscribe((value) => {
    lifted.value = value;
  });
  return lifted;
};
