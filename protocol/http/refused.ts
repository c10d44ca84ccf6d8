import { z } from 'zod';
import { fieldProblem } from '../form-problems.ts';
import { instant } from '../ids.ts';
import { refusal } from '../refusals.ts';
import { applicationView } from './application.ts';

/** How every HTTP request is refused: with a status from 400 on. Instants in the refusal are the server's, and so is `now` (LIVE-2). */
export const httpRefused = z.object({ refusal, now: instant });
export type HttpRefused = z.infer<typeof httpRefused>;

/**
 * How a form is refused. Status 422 with `formWrong` where fields are wrong, each named beside the refusal; other
 * refusals name the field that they concern, where there is one.
 */
export const formRefused = httpRefused.extend({ fields: z.array(fieldProblem) });
export type FormRefused = z.infer<typeof formRefused>;

/** How a step of the application is refused: with the application as it is. */
export const stepRefused = formRefused.extend({ application: applicationView });
export type StepRefused = z.infer<typeof stepRefused>;
