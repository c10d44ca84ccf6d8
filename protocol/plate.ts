import { z } from 'zod';

export const DIGITS = '0123456789';
/** A–Z without I and O, which read as 1 and 0 (POOL-1). */
export const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
/** Every character that a serial may hold; a key's face is one of these. */
export const ALPHABET = DIGITS + LETTERS;
/** Stands for an open position in a pattern. */
export const BLANK = '?';

export const serial = z
  .string()
  .regex(/^[0-9A-HJ-NP-Z]{5,6}$/)
  .brand<'Serial'>()
  .describe('The part of a plate after its prefix: 5 characters, 6 for small new-energy (POOL-3).');
export type Serial = z.infer<typeof serial>;

export const pattern = z
  .string()
  .regex(/^[0-9A-HJ-NP-Z?]{5,6}$/)
  .brand<'Pattern'>()
  .describe('A serial with `?` at its open positions.');
export type Pattern = z.infer<typeof pattern>;
