import { type KeyboardLayout, keyboardLayout, type TypedKeys, typedKeys } from '../../../protocol/keyboard.ts';
import { type PatternPicture, patternPicture } from '../../../protocol/pattern-picture.ts';
import { type PoolPicture, poolPicture } from '../../../protocol/pool-picture.ts';
import { type PoolMoved, poolMoved } from '../../../protocol/select/pushes/pool-moved.ts';
import { type SelectionView, selectionView } from '../../../protocol/selection-view.ts';
import { keysOf } from '../../../verification/actors/keys.ts';

/** A pool of four cells and one block, all parsed by the wire's own schemas. */
export const poolAt = (seq: number, free: readonly number[] = [9, 9, 9, 9]): PoolPicture =>
  poolPicture.parse({
    id: 'tangshan-small',
    prefix: '冀B',
    timeZone: 'Asia/Shanghai',
    seq,
    open: true,
    changesAt: null,
    total: 36,
    free: free.reduce((sum, cell) => sum + cell, 0),
    choosing: 1,
    blocks: [
      {
        id: 'first',
        name: { zh: '首批', en: 'First' },
        positions: ['01', '01', 'ABC', 'ABC', '0'],
        total: 36,
        free: free.reduce((sum, cell) => sum + cell, 0),
      },
    ],
    map: { first: '01', second: '01', free: [...free], total: [9, 9, 9, 9] },
  });

export const movedAt = (seq: number, map: [number, number][], free: number): PoolMoved =>
  poolMoved.parse({ seq, free, choosing: 2, blocks: { first: free }, map });

export const layoutOf = (faces: string, id = 'layout-1'): KeyboardLayout =>
  keyboardLayout.parse({ id, keys: [...faces].map((face, i) => ({ id: `k${String(i).padStart(2, '0')}`, face })) });

/** The keys that spell `text` on a layout, `?` for an open position. */
export const keysFor = (layout: KeyboardLayout, text: string): TypedKeys => typedKeys.parse(keysOf(layout, text));

export const patternAt = (pattern: string, seq: number, matching = 1): PatternPicture =>
  patternPicture.parse({ pattern, seq, matching, usable: [...pattern].map((sign) => (sign === '?' ? '01' : '')) });

export const choosingAt = (version: number, triesLeft = 20): SelectionView =>
  selectionView.parse({ id: 'vehicle-1', version, triesLeft, drawsLeft: 10, stage: 'choosing', verifyFrom: null });
