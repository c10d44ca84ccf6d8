import { blockId } from '../../protocol/ids.ts';
import { DIGITS, LETTERS } from '../../protocol/plate.ts';
import type { Block } from '../pool/block.ts';

/** POOL-1: digit, digit, A or B, letter, digit; 48,000 numbers. What the demo opens. */
export const tangshanFirstBlock: Omit<Block, 'base'> = {
  id: blockId.parse('first'),
  name: { zh: '首批号段', en: 'First block' },
  positions: [DIGITS, DIGITS, 'AB', LETTERS, DIGITS],
};
