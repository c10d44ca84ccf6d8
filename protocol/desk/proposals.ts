import { z } from 'zod';
import { instant } from '../ids.ts';
import { serial } from '../plate.ts';

export const proposalId = z
  .string()
  .regex(/^[\w-]{22}$/)
  .brand<'ProposalId'>()
  .describe('Names one proposal.');
export type ProposalId = z.infer<typeof proposalId>;

/** What one person at the desk proposes and another one confirms. */
export const proposable = z
  .enum(['signPerson', 'signOrganisation', 'withholdNumbers', 'unwithholdNumbers', 'addBlock', 'scheduleBlock'])
  .describe('The command that is carried out once it is confirmed.');
export type Proposable = z.infer<typeof proposable>;

export const proposed = z
  .object({ outcome: z.literal('proposed'), proposal: proposalId, expiresAt: instant })
  .describe('Nothing was done yet: another person must confirm it.');

export const deskProposal = z
  .object({
    proposal: proposalId,
    what: proposable,
    by: z.string().describe('The user name of the desk account that proposed it.'),
    at: instant,
    expiresAt: instant,
    digest: z
      .string()
      .regex(/^[\w-]{22}$/)
      .describe('Of all that is proposed; who confirms says it back, so that nothing else can be carried out.'),
    subject: z.string().describe('To what: a person, masked; how many numbers; a block.'),
    reason: z.string(),
    mobiles: z
      .object({ from: z.string(), to: z.string() })
      .nullable()
      .describe('Of a signing: the mobile that the account has and the one that it gets, masked.'),
    plates: z.array(serial).describe('The numbers that are withheld or freed.'),
    positions: z.array(z.string()).nullable().describe('Of a block: the characters of each position.'),
    opensAt: instant.nullable().describe('Of a block that is to be scheduled.'),
  })
  .describe('What somebody proposes; nothing of it is done before another person confirms it.');
export type DeskProposal = z.infer<typeof deskProposal>;
