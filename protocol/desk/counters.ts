import { z } from 'zod';
import { instant } from '../ids.ts';

export const deskCounters = z
  .object({
    now: instant,
    pool: z
      .object({
        talliedAt: instant.describe('When all but `free` were counted; at most some 10 s ago.'),
        opened: z.int(),
        free: z.int(),
        held: z.int(),
        reserved: z.int(),
        registered: z.int(),
        withheld: z.int(),
      })
      .describe('How many numbers are in each state (POOL-4).'),
    holds: z
      .object({ holding: z.int(), picking: z.int(), confirming: z.int() })
      .describe('Selections of those who are connected that keep a number, by stage.'),
    connections: z
      .object({ applicants: z.int(), desk: z.int(), choosing: z.int() })
      .describe('Of all nodes; another node’s are a second old.'),
    queue: z
      .object({ alarmsWaiting: z.int(), alarmsLate: z.int(), messagesWaiting: z.int(), messagesDead: z.int() })
      .describe(
        'Alarms that are set and alarms that should have rung; text messages that will be tried again, and dead letters.',
      ),
    proposals: z
      .object({ open: z.int(), changes: z.int().describe('Counts every proposal that came or went.') })
      .describe('What waits for a second person.'),
    redisMs: z.number().nullable().describe('How long Redis took to answer, in ms; null where it did not.'),
  })
  .describe('The live counters.');
export type DeskCounters = z.infer<typeof deskCounters>;
