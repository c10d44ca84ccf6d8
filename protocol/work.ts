import { z } from 'zod';

/** A proof of work that a client's machine can find by itself: some hundred thousand hashes, a moment for a person. */
export const workChallenge = z
  .object({
    algorithm: z.literal('SHA-256'),
    challenge: z.string(),
    salt: z.string(),
    maxNumber: z.int(),
    signature: z.string(),
  })
  .describe(
    'An ALTCHA version 1 challenge: find the `number` from 0 to `maxNumber` for which SHA-256(salt + number in decimal) is `challenge`, in hex.',
  );
export type WorkChallenge = z.infer<typeof workChallenge>;

/** The challenge as it was given, and the number that was found. */
export const workProof = z.strictObject({
  challenge: z.string().max(128),
  salt: z.string().max(256),
  signature: z.string().max(128),
  number: z.int().min(0),
});
export type WorkProof = z.infer<typeof workProof>;
