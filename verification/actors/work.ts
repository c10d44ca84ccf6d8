import type { CaptchaAnswer, CaptchaChallenge } from '../../protocol/captcha.ts';
import type { WorkChallenge, WorkProof } from '../../protocol/work.ts';

/**
 * Solves proofs of work, and captchas by them. The hash comes from outside, in hexadecimal digits: Node and k6 each bring
 * their own, and neither loads the other's.
 */
export const solversWith = (sha256: (text: string) => string) => {
  const solveWork = ({ salt, challenge, signature, maxNumber }: WorkChallenge): WorkProof => {
    for (let number = 0; number <= maxNumber; number += 1)
      if (sha256(`${salt}${number}`) === challenge) return { salt, challenge, signature, number };
    throw new Error('this proof of work has no solution');
  };
  const solveCaptcha = ({ id, work }: CaptchaChallenge): CaptchaAnswer => ({ kind: 'work', id, ...solveWork(work) });
  return { solveWork, solveCaptcha };
};
