import { late } from './late.ts';

/** The account and the forms: choosing needs none of them. */
export const formPages = late(() => import('./forms/forms.tsx'));

/** The pages after a hold. Loaded before a number can be held: nothing is fetched while a countdown runs. */
export const heldPages = late(() => import('./held-pages.tsx'));
