import { z } from 'zod';
import { instant } from '../../ids.ts';
import { poolPicture } from '../../pool-picture.ts';
import { selectionView } from '../../selection-view.ts';

export const welcome = z
  .object({
    protocol: z.int().describe("The wire's version."),
    server: z.string().describe("The server's version."),
    now: instant,
    pool: poolPicture,
    selection: selectionView.nullable().describe('Null on a connection that only watches.'),
  })
  .describe('The first push of every connection: everything needed to draw the page.');
export type Welcome = z.infer<typeof welcome>;
