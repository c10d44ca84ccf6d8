import { z } from 'zod';
import type { Command } from '../../command.ts';
import { deskPerson, deskSelection } from '../views.ts';

export const findSelection = {
  description:
    'Query: the selections of a plate, a user name, an exact VIN, or an exact identity number or credit code. Personal data are searched by keyed hash, so nothing but the whole will do (ACCT-4). Recorded in the audit trail.',
  request: z.strictObject({
    by: z.enum(['plate', 'userName', 'vin', 'number']),
    text: z.string().min(1).max(64).describe('A plate with or without its prefix.'),
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
  refusals: [],
} as const satisfies Command;
