import type { z } from 'zod';
import { deskCounters } from '../counters.ts';

export const countersMoved = deskCounters.describe('The live counters, every second.');
export type CountersMoved = z.infer<typeof countersMoved>;
