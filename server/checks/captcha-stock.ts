import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { CAPTCHA_ALPHABET } from './captcha-glyphs.ts';
import { drawCaptcha } from './captcha-image.ts';

/** A captcha's picture, as a data URL, and the text on it. */
export type CaptchaPicture = { readonly text: string; readonly image: string };

const TEXT_LENGTH = 4;
/** Drawing takes about 1 ms: at this pace a node spends one twentieth of its time on it at most. */
const REDRAW_MS = 20;

/**
 * Pictures drawn ahead, so that nobody waits for one. The picture given out is replaced, so that at rest none is
 * shown twice; in a rush, when thousands may ask within a second, one is replaced every 20 ms and several people may
 * be shown the same, which helps none of them to answer it.
 */
export class CaptchaStock {
  readonly #pictures: [CaptchaPicture, ...CaptchaPicture[]];
  #redrawFrom = 0;

  constructor(pictures: [CaptchaPicture, ...CaptchaPicture[]]) {
    this.#pictures = pictures;
  }

  /** Any picture of the stock. `now` in ms. */
  take(now: number): CaptchaPicture {
    const place = randomInt(this.#pictures.length);
    if (now >= this.#redrawFrom) {
      this.#redrawFrom = now + REDRAW_MS;
      // Should drawing fail, the old picture stays: better shown twice than none.
      void drawPicture().then(
        (picture) => void (this.#pictures[place] = picture),
        () => undefined,
      );
    }
    return this.#pictures[place] ?? this.#pictures[0];
  }
}

/** Draws a small stock, which takes some 20 ms, and adds to it in the background, a picture every 20 ms. */
export const drawCaptchaStock = async (size = 128, first = 16): Promise<CaptchaStock> => {
  const pictures: [CaptchaPicture, ...CaptchaPicture[]] = [await drawPicture()];
  while (pictures.length < Math.min(first, size)) pictures.push(await drawPicture());
  const grow = async (): Promise<void> => {
    for (let count = pictures.length; count < size; count += 1) {
      await delay(REDRAW_MS, undefined, { ref: false });
      pictures.push(await drawPicture());
    }
  };
  // Should drawing fail, the stock stays as small as it is.
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
