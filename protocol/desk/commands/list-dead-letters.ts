import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { idOf, instant } from '../../ids.ts';

export const letterId = idOf(/^[\w-]{22}$/, 'Names one text message.').brand<'LetterId'>();
export type LetterId = z.infer<typeof letterId>;

export const listDeadLetters = {
  kind: 'query',
  role: 'manager',
  description: 'Query: text messages that could not be delivered, newest first, up to 100. Their texts are not shown.',
  request: z.strictObject({}),
  answer: z.object({
    gateway: z.enum(['outbox', 'webhook']),
    waiting: z.int().describe('Messages that will be tried again.'),
    letters: z.array(
      z.object({
        letter: letterId,
        phone: z.string().describe('Masked.'),
        purpose: z.enum(['code', 'reserved', 'account']),
        writtenAt: instant,
        diedAt: instant,
        tries: z.int(),
        why: z.string().describe('The gateway’s last answer, such as `HTTP 503`.'),
        canResend: z.boolean().describe('False for codes, which have expired.'),
      }),
    ),
  }),
  refusals: [],
} as const satisfies DeskCommand;
