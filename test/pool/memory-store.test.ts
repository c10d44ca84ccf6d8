import { MemoryPoolStore } from './memory-store.ts';
import { describeStoreContract } from './store-contract.ts';

describeStoreContract('the store in memory', async () => {
  let now = 1_450_000_000_000;
  const passTo = async (instant: number): Promise<void> => {
    now = Math.max(now, instant);
  };
  return { store: new MemoryPoolStore(() => now), passTo };
});
