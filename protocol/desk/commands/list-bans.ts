import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { instant, ownerId } from '../../ids.ts';
import { deskPerson } from '../views.ts';

export const listBans = {
  kind: 'query',
  role: 'manager',
  description: 'Query: the present bans, the earliest end first (ELIG-4, DONE-4).',
  request: z.strictObject({ from: z.int().min(0).default(0).describe('The number to skip.') }),
  answer: z.object({
    bans: z.array(z.object({ owner: ownerId, until: instant, person: deskPerson.nullable() })).describe('Up to 50.'),
    total: z.int(),
  }),
  refusals: [],
} as const satisfies DeskCommand;
