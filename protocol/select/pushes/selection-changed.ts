import { z } from 'zod';
import { instant } from '../../ids.ts';
import { selectionView } from '../../selection-view.ts';

export const selectionChanged = z
  .object({ now: instant, selection: selectionView })
  .describe(
    'The selection has changed: here, in another tab, on another device, or because a countdown ended (FLOW-4).',
  );
export type SelectionChanged = z.infer<typeof selectionChanged>;
