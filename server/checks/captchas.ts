import type { CaptchaAnswer, CaptchaChallenge } from '../../protocol/captcha.ts';
import type { SelectionId } from '../../protocol/ids.ts';
import type { CaptchaProof, PoolStore } from '../pool/store.ts';
import { makeCaptcha, proofOf } from './captcha.ts';
import type { CaptchaStock } from './captcha-stock.ts';

/** How long a captcha is valid, in ms, and the most numbers that its proof of work may have to try. */
type Limits = { readonly life: number; readonly maxNumber: number };

/** Issues captchas and reads their answers. The store keeps the right answer, and judges once. */
export class Captchas {
  readonly #store: Pick<PoolStore, 'issueCaptcha'>;
  readonly #stock: CaptchaStock;
  readonly #key: Buffer;
  readonly #limits: Limits;

  constructor(store: Pick<PoolStore, 'issueCaptcha'>, stock: CaptchaStock, key: Buffer, limits: Limits) {
    this.#store = store;
    this.#stock = stock;
    this.#key = key;
    this.#limits = limits;
  }

  /** Issues a captcha that is valid for one selection, once. Rejects if the store does not answer. */
  async issue(selection: SelectionId, now: number): Promise<CaptchaChallenge> {
    const picture = this.#stock.take(now);
    const { challenge, id, digest } = makeCaptcha({ key: this.#key, now, picture, ...this.#limits });
    await this.#store.issueCaptcha({ selection, id, digest, issuedAt: now, expiresAt: challenge.expiresAt });
    return challenge;
  }

  /** What an answer proves: the work is checked here, and the store judges the text. */
  proofOf(answer: CaptchaAnswer): CaptchaProof {
    return proofOf(this.#key, answer);
  }
}
