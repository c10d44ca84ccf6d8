import { z } from 'zod';
import type { Command } from '../../command.ts';
import { instant } from '../../ids.ts';
import { deskRole } from '../views.ts';

export const listAccounts = {
  description: 'Query: the accounts of the desk.',
  request: z.strictObject({}),
  answer: z.object({
    accounts: z.array(
      z.object({
        userName: z.string(),
        role: deskRole,
        createdAt: instant,
        mustChange: z.boolean(),
        demo: z.boolean(),
      }),
    ),
  }),
  refusals: [],
} as const satisfies Command;
