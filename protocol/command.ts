import type { z } from 'zod';
import type { RefusalCode } from './refusals.ts';

/** One thing that a client can say. */
export type Command = {
  /** What it is for, in sentences that stand in the documents made from the wire. */
  readonly description: string;
  readonly request: z.ZodObject;
  readonly answer: z.ZodType;
  /** What it in particular may be refused for; what any command may be refused for is added by `refusalsOf`. */
  readonly refusals: readonly RefusalCode[];
};
