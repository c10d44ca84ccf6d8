import { z } from 'zod';

/** Query: the server's clock, which stands as `now` in every reply (LIVE-2). */
export const syncClock = { request: z.strictObject({}), answer: z.object({}) };
