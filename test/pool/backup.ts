import { RESP_TYPES } from 'redis';
import type { RedisClient } from '../../server/redis/client.ts';

/** Copies some keys as they are now; what it answers puts them back so, whatever has become of them. */
export const backUp = async (client: RedisClient, keys: readonly string[]): Promise<() => Promise<void>> => {
  const binary = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  const copies = await Promise.all(
    keys.map(async (key) => [key, (await binary.dump(key)) as unknown as Buffer | null] as const),
  );
  return async () => {
    for (const [key, copy] of copies)
      if (copy === null) await client.del(key);
      else await client.sendCommand(['RESTORE', key, '0', copy, 'REPLACE']);
  };
};
