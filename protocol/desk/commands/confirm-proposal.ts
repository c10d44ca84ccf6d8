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
    'Command: confirm what another person proposed, and have it carried out, once. Whoever proposed it cannot, nor can an account that one of the two has made for the other a short while ago. The right of the person who proposed it is asked for again.',
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
