import { z } from 'zod';
import { fieldProblem } from '../form-problems.ts';
import { refusal } from '../refusals.ts';

/**
 * How a form is refused. Status 422 with `formWrong` where fields are wrong, each named beside the refusal; other
 * refusals name the field that they concern, where there is one.
 */
export const formRefused = z.object({ refusal, fields: z.array(fieldProblem) });
export type FormRefused = z.infer<typeof formRefused>;
