import { z } from 'zod';

/** Query: the selection as it is now; it stands in the reply's `selection`. */
export const readSelection = { request: z.strictObject({}), answer: z.object({}) };
