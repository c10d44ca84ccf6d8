import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { instant } from '../../ids.ts';
import { deskRole } from '../views.ts';

export const listAccounts = {
  kind: 'query',
  role: 'manager',
  description: 'Query: the accounts of the desk.',
  request: z.strictObject({}),
  answer: z.object({
    accounts: z.array(
      z.object({
        userName: z.string(),
        role: deskRole,
        createdAt: instant,
        mustChange: z.boolean(),
        secondFactor: z.boolean().describe('Whether its sign-in needs one-time codes.'),
        demo: z.boolean(),
      }),
    ),
  }),
  refusals: [],
} as const satisfies DeskCommand;
