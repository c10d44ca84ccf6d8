import type { BlockId } from '../../protocol/ids.ts';
import { ALPHABET, type Serial } from '../../protocol/plate.ts';
import { addressIn, type Block, nextBase, sizeOf } from './block.ts';
import type { BlockOpening, PoolStore, ScheduledBlock } from './store.ts';

/** Thrown for a block that cannot be opened in this pool; its message says why. */
export class UnfitBlock extends Error {}

/** A block before it has its place in the row. */
export type WantedBlock = Omit<Block, 'base'>;

/**
 * Plans the opening of a block: its base, behind the open blocks, and its free numbers, those that no open block
 * contains (POOL-2). Throws UnfitBlock where its positions do not suit the pool.
 */
export const planOpening = (blocks: readonly Block[], wanted: WantedBlock): BlockOpening => {
  checkPositions(blocks, wanted);
  const size = sizeOf(wanted);
  const free = new Uint8Array(Math.ceil(size / 8)).fill(0xff);
  clearBeyond(free, size);
  for (const earlier of blocks) clearShared(free, wanted, earlier);
  const { id, name, positions } = wanted;
  return { block: { id, name, positions, base: nextBase(blocks) }, free };
};

/**
 * Opens the wanted blocks that are not open yet, in their order, and returns their ids. Several nodes may do this at
 * once. Throws UnfitBlock where an open block has other positions than the wanted one: a block never changes.
 */
export const openBlocks = async (store: Opener, wanted: readonly WantedBlock[]): Promise<BlockId[]> => {
  const opened: BlockId[] = [];
  for (const block of wanted) if ((await openBlock(store, block)) === 'opened') opened.push(block.id);
  return opened;
};

/**
 * Opens a scheduled block, with its withheld serials kept back, if the store's clock has reached its instant. Several
 * nodes may do this at once: it opens once. Throws UnfitBlock where it does not suit the pool.
 */
export const openScheduled = (store: Opener, { block, opensAt, withheld }: ScheduledBlock) =>
  openBlock(store, block, opensAt, withheld);

type Opener = Pick<PoolStore, 'snapshot' | 'openBlock'>;

const openBlock = async (
  store: Opener,
  wanted: WantedBlock,
  notBefore = 0,
  withheld: readonly Serial[] = [],
): Promise<'opened' | 'openAlready' | 'tooEarly'> => {
  for (;;) {
    const { blocks } = await store.snapshot();
    const present = blocks.find(({ id }) => id === wanted.id);
    if (present !== undefined) {
      if (present.positions.join() === wanted.positions.join()) return 'openAlready';
      throw new UnfitBlock(
        `block ${wanted.id} is open with the positions ${present.positions.join(' ')}, which cannot change`,
      );
    }
    const plan = planOpening(blocks, wanted);
    const numbers = withheld.flatMap((plate) => addressIn(plan.block, plate) ?? []);
    const outcome = await store.openBlock({ ...plan, notBefore, withheld: numbers });
    // Another node may open a block between the snapshot and here; then the plan no longer fits.
    if (outcome !== 'baseMoved') return outcome;
  }
};

const checkPositions = (blocks: readonly Block[], { id, positions }: WantedBlock): void => {
  const length = blocks[0]?.positions.length ?? positions.length;
  if (positions.length !== length || length < 5 || length > 6) {
    throw new UnfitBlock(
      `block ${id} has ${positions.length} positions; a serial of this pool has ${blocks[0] ? length : '5 or 6'}`,
    );
  }
  for (const [i, characters] of positions.entries()) {
    const inOrder = [...ALPHABET].filter((character) => characters.includes(character)).join('');
    if (characters === '' || characters !== inOrder) {
      throw new UnfitBlock(
        `position ${i + 1} of block ${id} is "${characters}"; it takes distinct characters of ${ALPHABET}, in this order`,
      );
    }
  }
};

/** Clears the bits of the last byte that lie beyond the block's last number. */
const clearBeyond = (free: Uint8Array, size: number): void => {
  for (let bit = size; bit < free.length * 8; bit += 1) clear(free, bit);
};

/** Clears the numbers that `wanted` shares with an earlier block: the product of what their positions share. */
const clearShared = (free: Uint8Array, { positions }: WantedBlock, earlier: Block): void => {
  const shared = positions.map((characters, i) =>
    [...characters].flatMap((character, digit) => (earlier.positions[i]?.includes(character) ? [digit] : [])),
  );
  const clearFrom = (i: number, bit: number): void => {
    const [digits, radix] = [shared[i], positions[i]?.length ?? 0];
    if (digits === undefined) clear(free, bit);
    else for (const digit of digits) clearFrom(i + 1, bit * radix + digit);
  };
  clearFrom(0, 0);
};

const clear = (free: Uint8Array, bit: number): void => {
  free[bit >> 3] = (free[bit >> 3] ?? 0) & ~(0x80 >> (bit & 7));
};
