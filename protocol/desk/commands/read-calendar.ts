import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { day } from '../views.ts';

export const readCalendar = {
  kind: 'query',
  role: 'clerk',
  description: 'Query: the years whose holidays and make-up days are known, and the missing ones (DONE-1).',
  request: z.strictObject({}),
  answer: z.object({
    years: z.array(
      z.object({
        year: z.int(),
        source: z.enum(['builtIn', 'loaded']),
        holidays: z.array(day).describe('Days off that fall on Monday to Friday.'),
        makeUpDays: z.array(day).describe('Saturdays and Sundays on which people work.'),
      }),
    ),
    missing: z
      .array(z.int())
      .describe('Unknown years that a reservation of the next 60 days may reach: last days in them are provisional.'),
  }),
  refusals: [],
} as const satisfies DeskCommand;
