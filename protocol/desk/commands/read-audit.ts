import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { instant } from '../../ids.ts';

export const auditEntry = z
  .object({
    entry: z.string().describe('Its place in the trail.'),
    at: instant,
    who: z.string().describe('The desk account’s user name; empty for an unknown name.'),
    role: z.string(),
    what: z.string().describe('The command’s name; `signIn`, `signOut`, `changePassPhrase` too.'),
    outcome: z.string().describe('`done`, or the code of the refusal.'),
    subject: z.string().describe('The object of the action, masked: a plate, a block, a person.'),
    reason: z.string(),
    before: z.string().describe('JSON, masked; empty if there was nothing.'),
    after: z.string().describe('JSON, masked; empty if there is nothing.'),
  })
  .describe('One line of the audit trail.');
export type AuditEntry = z.infer<typeof auditEntry>;

export const readAudit = {
  kind: 'query',
  role: 'manager',
  description: 'Query: the audit trail, newest first, 50 entries at a time.',
  request: z.strictObject({
    before: z
      .string()
      .regex(/^\d{1,15}-\d{1,10}$/)
      .optional()
      .describe('The last entry of the earlier page.'),
  }),
  answer: z.object({ entries: z.array(auditEntry), more: z.boolean() }),
  refusals: [],
} as const satisfies DeskCommand;
