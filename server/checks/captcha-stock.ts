import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { CAPTCHA_ALPHABET } from './captcha-glyphs.ts';
import { drawCaptcha } from './captcha-image.ts';

/** A captcha's picture, as a data URL, and the text on it. */
export type CaptchaPicture = { readonly text: string; readonly image: string };

const TEXT_LENGTH = 4;
/** Drawing takes about 1 ms: at this pace a node spends at most one twentieth of its time on it. */
const REDRAW_MS = 20;

/**
 * Pictures drawn in advance, so that nobody waits for one. A used picture is replaced, so that none is shown twice at
 * rest. In a rush of thousands per second, one is replaced every 20 ms, and several people may get the same, which does
 * not help to solve it.
 */
export class CaptchaStock {
  readonly #pictures: [CaptchaPicture, ...CaptchaPicture[]];
  #redrawFrom = 0;

  constructor(pictures: [CaptchaPicture, ...CaptchaPicture[]]) {
    this.#pictures = pictures;
  }

  /** Takes any picture of the stock. `now` in ms. */
  take(now: number): CaptchaPicture {
    const place = randomInt(this.#pictures.length);
    if (now >= this.#redrawFrom) {
      this.#redrawFrom = now + REDRAW_MS;
      // If drawing fails, the old picture stays: better shown twice than none.
      void drawPicture().then(
        (picture) => void (this.#pictures[place] = picture),
        () => undefined,
      );
    }
    return this.#pictures[place] ?? this.#pictures[0];
  }
}

/** Draws a small stock, which takes some 20 ms, and extends it in the background, one picture every 20 ms. */
export const drawCaptchaStock = async (size = 128, first = 16): Promise<CaptchaStock> => {
  const pictures: [CaptchaPicture, ...CaptchaPicture[]] = [await drawPicture()];
  while (pictures.length < Math.min(first, size)) pictures.push(await drawPicture());
  const grow = async (): Promise<void> => {
    for (let count = pictures.length; count < size; count += 1) {
      await delay(REDRAW_MS, undefined, { ref: false });
      pictures.push(await drawPicture());
    }
  };
  // If drawing fails, the stock stays small.
  void grow().catch(() => undefined);
  return new CaptchaStock(pictures);
};

const drawPicture = async (): Promise<CaptchaPicture> => {
  const text = Array.from({ length: TEXT_LENGTH }, () =>
    CAPTCHA_ALPHABET.charAt(randomInt(CAPTCHA_ALPHABET.length)),
  ).join('');
  const png = await drawCaptcha(text);
  return { text, image: `data:image/png;base64,${png.toString('base64')}` };
};
