import { z } from 'zod';
import { keyId, layoutId } from './ids.ts';

/** The virtual keyboard: keys in the order in which to show them, top left to bottom right (COMP-2). */
export const keyboardLayout = z.object({
  id: layoutId,
  keys: z.array(z.object({ id: keyId, face: z.string().length(1) })),
});
export type KeyboardLayout = z.infer<typeof keyboardLayout>;

/** What was typed: one key id per position, null where it is open. */
export const typedKeys = z.array(keyId.nullable()).min(5).max(6);
export type TypedKeys = z.infer<typeof typedKeys>;
