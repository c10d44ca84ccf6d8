import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { deskPerson, deskSelection } from '../views.ts';

export const findSelection = {
  kind: 'query',
  role: 'clerk',
  audited: true,
  description:
    'Query: the selections that belong to whatever a clerk has in hand. A VIN, an identity number or a credit code must be whole, because it is searched by its keyed hash (ACCT-4); what is shown masked is found by `part`. Recorded in the audit trail.',
  request: z.strictObject({
    by: z
      .enum(['plate', 'userName', 'vin', 'number', 'selection', 'voucher', 'part'])
      .describe(
        'What `text` is. `plate`: with or without its prefix. `number`: an identity number or a credit code. `voucher`: the text of its QR code. `part`: a VIN or a mobile as it is shown masked; or its last four characters or more with a name, whole or masked; or a whole mobile.',
      ),
    text: z.string().min(1).max(1_000),
  }),
  answer: z.object({
    found: z.array(deskSelection).describe('Up to 20.'),
    more: z.boolean().describe('There are more than are shown.'),
    person: deskPerson
      .nullable()
      .describe('Whom a user name or number belongs to, also where nothing is selected yet.'),
    number: z
      .enum(['free', 'held', 'reserved', 'registered', 'withheld', 'notInPool'])
      .nullable()
      .describe('For a plate: the state of the number.'),
  }),
  refusals: ['voucherWrong', 'searchTooVague'],
} as const satisfies DeskCommand;
