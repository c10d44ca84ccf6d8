import { z } from 'zod';
import { poolPicture } from '../pool-picture.ts';

/** Query: a fresh picture of the pool, from which `poolMoved` continues. Needs no sign-in. */
export const readPool = { request: z.strictObject({}), answer: poolPicture };
