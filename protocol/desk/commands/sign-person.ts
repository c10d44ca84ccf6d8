import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { commandId } from '../../ids.ts';
import { proposed } from '../proposals.ts';

export const signPerson = {
  kind: 'command',
  role: 'clerk',
  description:
    'Command: sign an individual in person (ACCT-1). Makes the account, or raises the one that was registered on the web. The pass-phrase goes out by SMS and is shown to nobody (ACCT-3); where the message was not taken, sign again. Where the account was signed before, another person must confirm it (`proposed`), and the mobile that it had is told.',
  request: z.strictObject({
    id: commandId,
    name: z.string().max(256),
    idNumber: z.string().max(64),
    mobile: z.string().max(64),
  }),
  answer: z.discriminatedUnion('outcome', [
    z.object({
      outcome: z.literal('signed'),
      userName: z.string(),
      renewed: z
        .boolean()
        .describe('There was an account before; it keeps its user name, and its sessions have ended.'),
      message: z.enum(['sent', 'gatewayDown']),
      former: z
        .enum(['sent', 'gatewayDown', 'none'])
        .describe('Whether the mobile that the account had before was told; `none` where it had no other one.'),
    }),
    proposed,
  ]),
  refusals: ['formWrong', 'accountOutlastsDemo'],
} as const satisfies DeskCommand;
