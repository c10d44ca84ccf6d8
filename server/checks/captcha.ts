import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { createChallenge, extractParams, verifySolution } from 'altcha-lib/v1';
import type { CaptchaAnswer, CaptchaChallenge } from '../../protocol/captcha.ts';
import type { CaptchaId } from '../../protocol/ids.ts';
import type { CaptchaProof } from '../pool/store.ts';
import type { CaptchaPicture } from './captcha-stock.ts';

/**
 * Makes a captcha, good for `life` ms. The answer is not kept here: the store keeps `digest` under the captcha's id,
 * judges the answer by it once, and judges its life.
 */
export const makeCaptcha = async (options: {
  readonly key: Buffer;
  readonly now: number;
  readonly life: number;
  readonly picture: CaptchaPicture;
  /** The most numbers that the proof of work may have to try. */
  readonly maxNumber: number;
}): Promise<{ challenge: CaptchaChallenge; id: CaptchaId; digest: string }> => {
  const { key, now, life, picture, maxNumber } = options;
  const id = randomBytes(16).toString('base64url') as CaptchaId;
  const work = await createChallenge({
    hmacKey: workKeyOf(key),
    number: randomInt(maxNumber + 1),
    saltLength: 8,
    params: { id },
  });
  const { challenge, salt, signature } = work;
  return {
    challenge: {
      id,
      image: picture.image,
      work: { algorithm: 'SHA-256', challenge, salt, signature, maxNumber },
      expiresAt: now + life,
    },
    id,
    digest: digestOf(key, id, picture.text),
  };
};

/** The keyed hash of a captcha's text, by which the store compares. Case, width and spaces do not matter. */
export const digestOf = (key: Buffer, id: CaptchaId, text: string): string =>
  createHmac('sha256', key)
    .update(id)
    .update(text.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase())
    .digest('base64url');

/**
 * What the store needs to judge an answer. A text is judged there; a proof of work is checked here, and is good only
 * for the captcha it was made with: `captchaWrong` if it is not, or was not made by this server.
 */
export const proofOf = async (key: Buffer, answer: CaptchaAnswer): Promise<CaptchaProof | 'captchaWrong'> => {
  if (answer.kind === 'text') return { id: answer.id, digest: digestOf(key, answer.id, answer.text) };
  const { id, challenge, salt, signature, number } = answer;
  const payload = { algorithm: 'SHA-256', challenge, salt, signature, number } as const;
  if (extractParams(payload)['id'] !== id) return 'captchaWrong';
  return (await verifySolution(payload, workKeyOf(key))) ? { id, digest: null } : 'captchaWrong';
};

const workKeyOf = (key: Buffer): string => createHmac('sha256', key).update('proof of work').digest('hex');
