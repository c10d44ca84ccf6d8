import { poolId } from '../../../protocol/ids.ts';
import { RedisPoolStore } from '../../../server/pool/redis/store.ts';
import { redisOfFile } from '../../support/redis.ts';
import { timedClient } from '../../support/timed-client.ts';
import { describeStoreContract } from '../store-contract.ts';

let pools = 0;

const redis = await redisOfFile();
const [commands, reads] = [await redis.client('commands'), await redis.client('blocking')];

// By Redis's own clock a test meets the very millisecond of a deadline by luck; here it does so by right.
describeStoreContract('the store in Redis, by a clock that the test moves', async () => {
  // Later than now: Redis drops by its own clock what expires.
  let now = 2_000_000_000_000;
  const clock = (): number => now;
  const passTo = async (instant: number): Promise<void> => {
    now = Math.max(now, instant);
  };
  return {
    store: new RedisPoolStore(poolId.parse(`pool-${++pools}`), { commands: timedClient(commands, clock), reads }),
    passTo,
  };
});
