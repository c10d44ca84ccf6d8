import type { KeyboardLayout } from '../../../protocol/keyboard.ts';
import { tangshanFirstBlock } from '../../../server/authority/tangshan.ts';
import { seeded } from './stats.ts';

const { positions } = tangshanFirstBlock;
/** The length of a real layout's id. */
const LAYOUT_CHARACTERS = 44;

/** A layout as our server issues it, for counterparts that issue none. */
export const pretendLayout = (): KeyboardLayout => ({
  id: 'x'.repeat(LAYOUT_CHARACTERS) as KeyboardLayout['id'],
  keys: Array.from('0123456789ABCDEFGHJKLMNPQRSTUVWXYZ', (face) => ({
    id: `k-${face}` as KeyboardLayout['keys'][number]['id'],
    face,
  })),
});

/** The face of a key of the pretended layout. */
export const faceOf = (key: string): string => key.charAt(2);

/**
 * Types random numbers of the first block, key by key, from left to right or in any order, and clears each before the
 * next. Each call answers the next `typePattern` with its body, as JSON.
 */
export const typing = (layout: KeyboardLayout, seed: number): (() => string) => {
  const below = seeded(seed * 7_919 + 1);
  const idOf = new Map(layout.keys.map(({ id, face }) => [face, id]));
  let keys: (string | null)[] = positions.map(() => null);
  let order: number[] = [];
  return () => {
    const at = order.shift();
    if (at === undefined) {
      keys = positions.map(() => null);
      order = positions.map((_, p) => p);
      if (below(2) === 0) order = order.toSorted(() => below(3) - 1);
    } else {
      const characters = positions[at] ?? '';
      keys[at] = idOf.get(characters.charAt(below(characters.length))) ?? null;
    }
    return `["typePattern",{"layout":"${layout.id}","keys":${JSON.stringify(keys)}}]`;
  };
};
