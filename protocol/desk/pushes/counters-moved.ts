import { deskCounters } from '../counters.ts';

export const countersMoved = deskCounters.describe('The live counters, every second.');
