import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { commandId } from '../../ids.ts';
import { proposed } from '../proposals.ts';

export const signPerson = {
  kind: 'command',
  role: 'clerk',
  description:
    'Command: sign an individual in person (ACCT-1). Makes the account, or raises the one registered on the web. The pass-phrase goes out by SMS and is shown to nobody (ACCT-3); if the gateway did not take the message, sign again. If the account was signed before, another person must confirm it (`proposed`), and its earlier mobile is told.',
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
      renewed: z.boolean().describe('The account existed before; it keeps its user name, and its sessions have ended.'),
      message: z.enum(['sent', 'gatewayDown']),
      former: z
        .enum(['sent', 'gatewayDown', 'none'])
        .describe('Whether the account’s earlier mobile was told; `none` if it had no other.'),
    }),
    proposed,
  ]),
  refusals: ['formWrong', 'accountOutlastsDemo'],
} as const satisfies DeskCommand;
