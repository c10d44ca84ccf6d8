import { hash } from 'node:crypto';
import type { CaptchaAnswer, CaptchaChallenge } from '../../../protocol/captcha.ts';

/** Answers a captcha by its proof of work. The authorities of the benchmarks ask for hardly any. */
export const solve = ({ id, work: { salt, challenge, signature, maxNumber } }: CaptchaChallenge): CaptchaAnswer => {
  for (let number = 0; number <= maxNumber; number += 1)
    if (hash('sha256', `${salt}${number}`) === challenge)
      return { kind: 'work', id, challenge, salt, signature, number };
  throw new Error('this proof of work has no solution');
};
