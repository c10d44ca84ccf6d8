import { z } from 'zod';
import { instant } from '../ids.ts';

/** `GET /api/outbox`: the development outbox of the signed-in applicant, newest first (SMS-4). */
export const outboxView = z.object({
  messages: z.array(z.object({ at: instant, phone: z.string(), text: z.string() })),
});
export type OutboxView = z.infer<typeof outboxView>;
