import { randomInt } from 'node:crypto';
import type { Returns } from '../pool/store.ts';
import type { AuthoritySettings } from './settings.ts';

/** How an authority's numbers become free again (POOL-5), in ms. */
export const returnsOf = (
  settings: Pick<AuthoritySettings, 'returnAfterSeconds' | 'returnWithinSeconds' | 'returnShownSeconds'>,
): Returns => ({
  after: Math.round(settings.returnAfterSeconds * 1_000),
  within: Math.round(settings.returnWithinSeconds * 1_000),
  shownFor: Math.round(settings.returnShownSeconds * 1_000),
});

/** A random delay for one return, in ms; `draw` is a whole number from the first to before the second. */
export const delayOf = (
  { after, within }: Pick<Returns, 'after' | 'within'>,
  draw: (from: number, to: number) => number = randomInt,
): number => draw(after, within + 1);
