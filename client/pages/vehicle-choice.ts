import { type ReadonlySignal, signal } from '@preact/signals';
import type { Memory } from './memory.ts';

/** The vehicle for which this tab chooses, by its selection's id; another tab may choose for another vehicle. */
export type VehicleChoice = {
  readonly chosen: ReadonlySignal<string | null>;
  readonly choose: (selection: string | null) => void;
  /** The present choice, for a new connection. */
  readonly read: () => string | null;
};

export const vehicleChoice = (memory: Memory): VehicleChoice => {
  const chosen = signal(memory.read('vehicle') || null);
  return {
    chosen,
    choose: (selection) => {
      chosen.value = selection;
      memory.write('vehicle', selection ?? '');
    },
    read: () => chosen.peek(),
  };
};
