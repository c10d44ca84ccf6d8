import { createHmac, randomBytes, randomInt } from 'node:crypto';
import type { CaptchaAnswer, CaptchaChallenge } from '../../protocol/captcha.ts';
import type { CaptchaId } from '../../protocol/ids.ts';
import { codeOf } from '../../protocol/normal-form.ts';
import type { CaptchaProof } from '../pool/store.ts';
import type { CaptchaPicture } from './captcha-stock.ts';
import { isWorkDone, makeWork } from './work.ts';

/**
 * Makes a captcha, valid for `life` ms. The store keeps `digest` under the captcha's id, and judges the answer once and
 * its expiry.
 */
export const makeCaptcha = (options: {
  readonly key: Buffer;
  readonly now: number;
  readonly life: number;
  readonly picture: CaptchaPicture;
  /** The most numbers that the proof of work may have to try. */
  readonly maxNumber: number;
}): { challenge: CaptchaChallenge; id: CaptchaId; digest: string } => {
  const { key, now, life, picture, maxNumber } = options;
  const id = randomBytes(16).toString('base64url') as CaptchaId;
  // The `&` ends the salt, so that its last digits cannot pass for the number's first.
  const salt = `${randomBytes(8).toString('hex')}?id=${id}&`;
  const work = makeWork({ key, salt, number: randomInt(maxNumber + 1), maxNumber });
  return {
    challenge: { id, image: picture.image, work, expiresAt: now + life },
    id,
    digest: digestOf(key, id, picture.text),
  };
};

/** The keyed hash of a captcha's text, which the store compares. Case, width and blanks do not matter. */
export const digestOf = (key: Buffer, id: CaptchaId, text: string): string =>
  createHmac('sha256', key).update(id).update(codeOf(text)).digest('base64url');

/**
 * The proof from which the store judges an answer. The store judges a text; a proof of work is checked here, and is
 * valid only for its own captcha. An invalid or foreign one becomes a digest that no captcha has: so the store still
 * uses the captcha up.
 */
export const proofOf = (key: Buffer, answer: CaptchaAnswer): CaptchaProof => {
  if (answer.kind === 'text') return { id: answer.id, digest: digestOf(key, answer.id, answer.text) };
  const { id, salt } = answer;
  return { id, digest: salt.endsWith(`?id=${id}&`) && isWorkDone(key, answer) ? null : WRONG };
};

/** A digest that no captcha has. */
const WRONG = '';
