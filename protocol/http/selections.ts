import { z } from 'zod';
import { instant } from '../ids.ts';
import { selectionView } from '../selection-view.ts';

/** `GET /api/selections`: how far choosing has come, for each vehicle of who is signed in, in the order of the session's. */
export const selectionsView = z.object({ now: instant, selections: z.array(selectionView) });
export type SelectionsView = z.infer<typeof selectionsView>;
