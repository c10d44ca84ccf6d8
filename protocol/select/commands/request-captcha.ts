import { z } from 'zod';
import { captchaChallenge } from '../../captcha.ts';
import type { SelectCommand } from '../../command.ts';

export const requestCaptcha = {
  kind: 'query',
  from: 'store',
  description: 'Query: a captcha for the next *verify* or *draw* (COMP-5, DRAW-1).',
  request: z.strictObject({}),
  answer: captchaChallenge,
  refusals: ['signInRequired'],
} as const satisfies SelectCommand;
