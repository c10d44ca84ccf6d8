import { ordinaryPatterns } from '../../../server/authority/patterns.ts';
import { type Address, sizeOf } from '../../../server/pool/block.ts';
import { openBlocks, type WantedBlock } from '../../../server/pool/opening.ts';
import type { RedisPoolStore } from '../../../server/pool/redis/store.ts';

/** How many numbers one script withholds. */
const AT_ONCE = 1_000;

/** The sixteen shapes of POOL-3: 7,060,000 numbers, the demo's block among them. */
export const ordinaryBlocks: readonly WantedBlock[] = ordinaryPatterns.map(({ block }) => block);

/** Opens further blocks, and withholds `taken` numbers, evenly spread; answers the numbers by their state. */
export const fillPool = async (store: RedisPoolStore, blocks: readonly WantedBlock[], taken: number) => {
  await openBlocks(store, blocks);
  const snapshot = await store.snapshot();
  const free: Address[] = [];
  const end = Math.max(...snapshot.blocks.map((block) => block.base + sizeOf(block)));
  for (let address = 0; address < end; address += 1)
    if ((snapshot.free[address >>> 3] ?? 0) & (0x80 >>> (address & 7))) free.push(address as Address);
  const step = Math.floor(free.length / Math.max(1, taken));
  const wanted = free.filter((_, i) => i % step === 0).slice(0, taken);
  for (let i = 0; i < wanted.length; i += AT_ONCE) await store.withhold(wanted.slice(i, i + AT_ONCE));
  return {
    blocks: snapshot.blocks,
    total: free.length,
    taken: wanted,
    stillFree: free.filter((_, i) => i % step === 1),
  };
};
