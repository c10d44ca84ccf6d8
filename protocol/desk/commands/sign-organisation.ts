import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { commandId } from '../../ids.ts';
import { signPerson } from './sign-person.ts';

export const signOrganisation = {
  kind: 'command',
  role: 'clerk',
  description:
    'Command: sign an organisation in person, with its credit code and the one agent whom the sealed authorisation names (ACCT-2). Answered as `signPerson` is; messages go to the agent’s mobile.',
  request: z.strictObject({
    id: commandId,
    name: z.string().max(256),
    creditCode: z.string().max(64),
    agentName: z.string().max(256),
    agentIdNumber: z.string().max(64),
    mobile: z.string().max(64),
  }),
  answer: signPerson.answer,
  refusals: ['formWrong', 'accountOutlastsDemo'],
} as const satisfies DeskCommand;
