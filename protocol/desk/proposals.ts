import { z } from 'zod';
import { idOf, instant } from '../ids.ts';
import { serial } from '../plate.ts';

export const proposalId = idOf(/^[\w-]{22}$/, 'Names one proposal.').brand<'ProposalId'>();
export type ProposalId = z.infer<typeof proposalId>;

/** What one person at the desk proposes and another one confirms. */
export const proposable = z
  .enum(['signPerson', 'signOrganisation', 'withholdNumbers', 'unwithholdNumbers', 'addBlock', 'scheduleBlock'])
  .describe('The command that a confirmation carries out.');
export type Proposable = z.infer<typeof proposable>;

export const proposed = z
  .object({ outcome: z.literal('proposed'), proposal: proposalId, expiresAt: instant })
  .describe('Nothing has happened yet: another person must confirm it.');

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
      .describe('Digest of the whole proposal; the confirmation repeats it, so that nothing else can be carried out.'),
    subject: z.string().describe('The object: a person, masked; a count of numbers; a block.'),
    reason: z.string(),
    mobiles: z
      .object({ from: z.string(), to: z.string() })
      .nullable()
      .describe('For a signing: the account’s present mobile and its new one, masked.'),
    plates: z.array(serial).describe('The numbers to withhold or to free.'),
    positions: z.array(z.string()).nullable().describe('For a block: the characters of each position.'),
    opensAt: instant.nullable().describe('For a block to be scheduled.'),
  })
  .describe('A proposed command; it has no effect before another person confirms it.');
export type DeskProposal = z.infer<typeof deskProposal>;
