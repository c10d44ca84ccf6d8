import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { deskProposal } from '../proposals.ts';

export const listProposals = {
  kind: 'query',
  role: 'clerk',
  unattended: true,
  description: 'Query: the proposals that wait for a second person, oldest first.',
  request: z.strictObject({}),
  answer: z.object({ proposals: z.array(deskProposal) }),
  refusals: [],
} as const satisfies DeskCommand;
