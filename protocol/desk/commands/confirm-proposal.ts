import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { commandId } from '../../ids.ts';
import { deskProposal, proposable, proposalId } from '../proposals.ts';
import { addBlock } from './add-block.ts';
import { scheduleBlock } from './schedule-block.ts';
import { signPerson } from './sign-person.ts';
import { unwithholdNumbers } from './unwithhold-numbers.ts';
import { withholdNumbers } from './withhold-numbers.ts';

const outcomeOf = {
  signed: signPerson.answer.options[0],
  withheld: withholdNumbers.answer.options[0],
  freed: unwithholdNumbers.answer.options[0],
  opened: addBlock.answer.options[0],
  scheduled: scheduleBlock.answer.options[0],
};

export const confirmProposal = {
  kind: 'command',
  role: 'clerk',
  description:
    'Command: confirm another person’s proposal, and carry it out once. The proposer cannot, nor an account that one of the two recently made for the other. The proposer’s right is checked again.',
  request: z.strictObject({ id: commandId, proposal: proposalId, digest: deskProposal.shape.digest }),
  answer: z.object({
    outcome: z.literal('confirmed'),
    what: proposable,
    done: z.discriminatedUnion('outcome', [
      outcomeOf.signed,
      outcomeOf.withheld,
      outcomeOf.freed,
      outcomeOf.opened,
      outcomeOf.scheduled,
    ]),
  }),
  refusals: [
    'proposalUnknown',
    'proposalChanged',
    'secondPersonRequired',
    'proposerNotAllowed',
    'formWrong',
    'numberNotInPool',
    'blockWrong',
    'blockExists',
    'timePassed',
  ],
} as const satisfies DeskCommand;
