import { z } from 'zod';
import { instant } from '../../ids.ts';
import { deskCounters } from '../counters.ts';
import { deskRole } from '../views.ts';

export const deskWelcome = z
  .object({
    protocol: z.int().describe("The wire's version."),
    server: z.string().describe("The server's version."),
    now: instant,
    account: z.object({ userName: z.string(), role: deskRole, demo: z.boolean() }),
    authority: z.object({ pool: z.string(), prefix: z.string(), timeZone: z.string() }),
    gateway: z.enum(['outbox', 'webhook']).describe('The way of text messages (SMS-4).'),
    missingYears: z.array(z.int()).describe('As in `readCalendar`; a warning if not empty (DONE-1).'),
    counters: deskCounters,
  })
  .describe('The first push of every connection.');
export type DeskWelcome = z.infer<typeof deskWelcome>;
