import { z } from 'zod';
import { captchaChallenge } from '../captcha.ts';

/** Query: a captcha for the next *verify* or *draw* (COMP-5, DRAW-1). */
export const requestCaptcha = { request: z.strictObject({}), answer: captchaChallenge };
