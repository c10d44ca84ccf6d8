import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { commandId } from '../../ids.ts';
import { proposalId } from '../proposals.ts';

export const withdrawProposal = {
  kind: 'command',
  role: 'clerk',
  description: 'Command: withdraw a proposal, as its proposer or a manager.',
  request: z.strictObject({ id: commandId, proposal: proposalId }),
  answer: z.object({ outcome: z.literal('withdrawn'), proposal: proposalId }),
  refusals: ['proposalUnknown'],
} as const satisfies DeskCommand;
