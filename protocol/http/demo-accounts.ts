import { z } from 'zod';

/** `GET /api/demo`: how to sign in as a demo applicant; 404 where there are none. */
export const demoAccounts = z.object({
  first: z.string(),
  last: z.string(),
  count: z.int(),
  passPhrase: z.string(),
  /** Signed in person, with a vehicle that is in the register but not applied for: to try the form with (FLOW-1). */
  newcomers: z
    .array(
      z.object({
        userName: z.string(),
        vehicles: z.array(z.object({ vin: z.string(), invoiceCode: z.string(), invoiceNumber: z.string() })),
      }),
    )
    .optional(),
});
export type DemoAccounts = z.infer<typeof demoAccounts>;
