import { z } from 'zod';
import { instant } from '../ids.ts';

export const deskCounters = z
  .object({
    now: instant,
    pool: z
      .object({
        talliedAt: instant.describe('The instant of all counts but `free`; at most some 10 s ago.'),
        opened: z.int(),
        free: z.int(),
        held: z.int(),
        reserved: z.int(),
        registered: z.int(),
        withheld: z.int(),
      })
      .describe('The count of numbers in each state (POOL-4).'),
    holds: z
      .object({ holding: z.int(), picking: z.int(), confirming: z.int() })
      .describe('Connected selections that keep a number, by stage.'),
    connections: z
      .object({ applicants: z.int(), desk: z.int(), choosing: z.int() })
      .describe('At all nodes; those of other nodes are a second old.'),
    queue: z
      .object({ alarmsWaiting: z.int(), alarmsLate: z.int(), messagesWaiting: z.int(), messagesDead: z.int() })
      .describe('Alarms set and alarms overdue; text messages to be tried again, and dead letters.'),
    proposals: z
      .object({ open: z.int(), changes: z.int().describe('Counts every proposal that came or went.') })
      .describe('The proposals that wait for a second person.'),
    redisMs: z.number().nullable().describe('Redis’s answer time, in ms; null without an answer.'),
  })
  .describe('The live counters.');
export type DeskCounters = z.infer<typeof deskCounters>;
