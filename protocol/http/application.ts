import { z } from 'zod';
import { instant, selectionId } from '../ids.ts';
import { refusal } from '../refusals.ts';
import { codeState, smsCode } from './code-state.ts';
import { formField } from './registration.ts';

/** Counts the changes of an application; every step says which one it saw, and is done once (SAFE-1, P9). */
const version = z.int().min(0);

/** The fields of the form (ELIG-2); all are required. */
const applicationDetails = z.strictObject({
  vin: formField,
  invoiceCode: formField,
  invoiceNumber: formField,
  address: formField,
  contactName: formField,
  contactMobile: formField,
});
export type ApplicationDetails = z.infer<typeof applicationDetails>;

/** `POST /api/application/notice`: accepts the notice. From `complete` it begins the application for another vehicle. */
export const noticeAcceptance = z.strictObject({ version, accepted: z.literal(true) });
/** `POST /api/application/details`: what was filled in. 422 `formWrong` with `fields`. */
export const detailsEntry = z.strictObject({ version, details: applicationDetails });
/** `POST /api/application/back`: from the review back to the details, to correct them; the code that was sent is void. */
export const stepBack = z.strictObject({ version });
/** `POST /api/application/code`: the review is right; a code goes to the account's mobile. */
export const applicationCodeRequest = z.strictObject({ version });
/** `POST /api/application/complete`: the code. If it is right the vehicle joins the account; there is no way back. */
export const applicationCompletion = z.strictObject({ version, code: smsCode });

const common = {
  version,
  now: instant,
  /** The refusal that any step would get now: `inPersonRequired` or `banned`; null if none. */
  blocked: refusal.nullable(),
};

/** `GET /api/application`, and what every step answers: the application as it is now (FLOW-1). */
export const applicationView = z.discriminatedUnion('stage', [
  z.object({ ...common, stage: z.literal('notice') }),
  z.object({
    ...common,
    stage: z.literal('details'),
    required: z.array(z.string()).describe('The fields that carry an asterisk.'),
    details: applicationDetails.nullable().describe('The details entered before going back; null the first time.'),
  }),
  z.object({
    ...common,
    stage: z.literal('review'),
    authority: z.object({ prefix: z.string() }),
    person: z.object({ name: z.string(), kind: z.enum(['individual', 'organisation']), phone: z.string() }),
    vehicle: z.object({ vin: z.string(), model: z.string() }),
    details: applicationDetails,
    code: codeState,
  }),
  z.object({
    ...common,
    stage: z.literal('complete'),
    vehicle: z.object({ selection: selectionId, vin: z.string(), model: z.string() }),
    completedAt: instant,
  }),
]);
export type ApplicationView = z.infer<typeof applicationView>;

/** `GET /api/notice`: what must be read and accepted, paragraph by paragraph. Needs no sign-in. */
export const noticeText = z.object({ zh: z.array(z.string()), en: z.array(z.string()) });
export type NoticeText = z.infer<typeof noticeText>;
