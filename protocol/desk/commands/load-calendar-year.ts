import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { commandId } from '../../ids.ts';
import { day } from '../views.ts';

export const loadCalendarYear = {
  kind: 'command',
  role: 'manager',
  description:
    'Command: load the holidays and make-up days of a year, as the State Council publishes them. They replace that year’s data for new reservations; earlier last days stay.',
  request: z.strictObject({
    id: commandId,
    year: z.int().min(2000).max(2200),
    holidays: z.array(day).min(1).max(120),
    makeUpDays: z.array(day).max(60),
  }),
  answer: z.object({ outcome: z.literal('loaded'), year: z.int() }),
  refusals: ['calendarWrong'],
} as const satisfies DeskCommand;
