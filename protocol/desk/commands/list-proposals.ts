import { z } from 'zod';
import type { Command } from '../../command.ts';
import { deskProposal } from '../proposals.ts';

export const listProposals = {
  description: 'Query: what waits for a second person, oldest first.',
  request: z.strictObject({}),
  answer: z.object({ proposals: z.array(deskProposal) }),
  refusals: [],
} as const satisfies Command;
