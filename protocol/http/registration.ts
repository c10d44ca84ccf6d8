import { z } from 'zod';
import { instant } from '../ids.ts';
import { workProof } from '../work.ts';
import { codeState, smsCode } from './code-state.ts';

/** A field of a form: anything short, so that what is wrong with it is said beside it and not about the request. */
export const formField = z.string().max(400).default('');

/** `POST /api/registration`: an individual registers (ACCT-1). A code goes to the mobile. 422 `formWrong` with `fields`. */
export const registrationRequest = z.strictObject({
  name: formField,
  idNumber: formField,
  mobile: formField,
  /** Made up by the server where it is left out. */
  userName: formField,
  passPhrase: formField,
  /** Where it was refused as `workRequired`: the work that was asked for. */
  work: workProof.optional(),
});
export type RegistrationRequest = z.input<typeof registrationRequest>;

const registrationId = z.string().regex(/^[\w-]{43}$/);

/** `POST /api/registration/code`: another code, where the first did not come. */
export const registrationCodeRequest = z.strictObject({ id: registrationId });

/** What both answer: the registration waits for its code until `endsAt`. `id` is known to this client alone. */
export const registrationView = z.object({ id: z.string(), code: codeState, endsAt: instant, now: instant });
export type RegistrationView = z.infer<typeof registrationView>;

/** `POST /api/registration/complete`: the code proves the mobile, and the account is there. */
export const registrationCompletion = z.strictObject({ id: registrationId, code: smsCode });

/** 201. The next step is to sign in. */
export const registrationDone = z.object({ userName: z.string() });
export type RegistrationDone = z.infer<typeof registrationDone>;
