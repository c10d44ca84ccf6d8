import { randomInt } from 'node:crypto';
import type { Returns } from '../pool/store.ts';
import type { AuthoritySettings } from './settings.ts';

/** How an authority's numbers come back (POOL-5), in ms. */
export const returnsOf = (
  settings: Pick<AuthoritySettings, 'returnAfterSeconds' | 'returnWithinSeconds' | 'returnShownSeconds'>,
): Returns => ({
  after: Math.round(settings.returnAfterSeconds * 1_000),
  within: Math.round(settings.returnWithinSeconds * 1_000),
  shownFor: Math.round(settings.returnShownSeconds * 1_000),
});

/** The delay of one return, in ms, by chance. */
export const delayOf = ({ after, within }: Returns): number => randomInt(after, within + 1);
