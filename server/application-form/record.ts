import { z } from 'zod';
import { instant, selectionId } from '../../protocol/ids.ts';
import { issuedCode } from '../codes/issued-code.ts';
import { details } from './details.ts';

/** One account's application as it is kept. A stage carries the facts that are true in it and no others. */
export const applicationRecord = z.discriminatedUnion('stage', [
  z.object({ stage: z.literal('notice') }),
  z.object({
    stage: z.literal('details'),
    /** The details entered before a step back. */
    details: details.nullable(),
    /** From when a code may be sent: going back does not make it any sooner. */
    resendFrom: instant,
  }),
  z.object({
    stage: z.literal('review'),
    details,
    model: z.string(),
    /** Names this filling-in of the form: a code confirms it and no other. */
    form: z.string(),
    code: issuedCode,
  }),
  z.object({
    stage: z.literal('complete'),
    selection: selectionId,
    vin: z.string(),
    model: z.string(),
    completedAt: instant,
  }),
]);
export type ApplicationRecord = z.infer<typeof applicationRecord>;
export type ApplicationAt<S extends ApplicationRecord['stage']> = Extract<ApplicationRecord, { stage: S }>;

/** Where everybody begins. */
export const freshApplication: ApplicationRecord = { stage: 'notice' };
