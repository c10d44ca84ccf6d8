import { z } from 'zod';
import { keyId, layoutId } from './ids.ts';

export const keyboardLayout = z
  .object({
    id: layoutId,
    keys: z.array(z.object({ id: keyId, face: z.string().length(1).describe('The character on the key.') })),
  })
  .describe('The virtual keyboard: keys in the order in which to show them, top left to bottom right (COMP-2).');
export type KeyboardLayout = z.infer<typeof keyboardLayout>;

export const typedKeys = z
  .array(keyId.nullable())
  .min(5)
  .max(6)
  .describe("The typed pattern: one key id per position of the pool's numbers, null for an open one.");
export type TypedKeys = z.infer<typeof typedKeys>;
