import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { deskPerson, deskSelection } from '../views.ts';

export const findSelection = {
  kind: 'query',
  role: 'clerk',
  audited: true,
  description:
    'Query: the selections that belong to a given fact. A VIN, an identity number or a credit code must be whole, because the search uses its keyed hash (ACCT-4); `part` finds masked ones. Recorded in the audit trail.',
  request: z.strictObject({
    by: z
      .enum(['plate', 'userName', 'vin', 'number', 'selection', 'voucher', 'part'])
      .describe(
        'The kind of `text`. `plate`: with or without its prefix. `number`: an identity number or a credit code. `voucher`: the text of its QR code. `part`: a masked VIN or mobile; or its last four characters or more with a name, whole or masked; or a whole mobile.',
      ),
    text: z.string().min(1).max(1_000),
  }),
  answer: z.object({
    found: z.array(deskSelection).describe('Up to 20.'),
    more: z.boolean().describe('More were found than are listed.'),
    person: deskPerson.nullable().describe('The person of a user name or number, even without a selection.'),
    number: z
      .enum(['free', 'held', 'reserved', 'registered', 'withheld', 'notInPool'])
      .nullable()
      .describe('For a plate: the state of the number.'),
  }),
  refusals: ['voucherWrong', 'searchTooVague'],
} as const satisfies DeskCommand;
