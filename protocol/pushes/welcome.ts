import { z } from 'zod';
import { instant } from '../ids.ts';
import { poolPicture } from '../pool-picture.ts';
import { selectionView } from '../selection-view.ts';

/** The first push of every connection: everything needed to draw the page. */
export const welcome = z.object({
  protocol: z.int(),
  /** The server's version. */
  server: z.string(),
  now: instant,
  pool: poolPicture,
  /** Null on a connection that is not signed in. */
  selection: selectionView.nullable(),
});
export type Welcome = z.infer<typeof welcome>;
