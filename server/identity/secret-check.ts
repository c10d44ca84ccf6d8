import type { RedisClient } from '../redis/client.ts';
import type { Obstacle } from '../redis/start-obstacles.ts';
import { identityKeys } from './keys.ts';
import type { PersonalData } from './personal-data.ts';

/** A keyed hash of nothing but the secret's name: equal at nodes with the same secret, and of no use to anybody else. */
const fingerprintOf = (personal: PersonalData): string => personal.hash('secret', 'fingerprint');

/**
 * Finds a secret key that is not the one under which this Redis keeps its people: what such a node wrote nobody else
 * could read, and its vouchers would be invalid elsewhere. The first node that opens leaves its key's fingerprint.
 */
export const otherSecret = async (redis: RedisClient, personal: PersonalData): Promise<Obstacle | undefined> => {
  const own = fingerprintOf(personal);
  const kept = await redis.set(identityKeys.secret, own, { condition: 'NX', GET: true });
  if (kept === null || kept === own) return undefined;
  return {
    code: 'otherSecret',
    sentence:
      'this Redis is used under another secret key than this node has; give every node the same SECRET_KEY (or secret.key of DATA_DIR). ' +
      'Where it is lost for good: `npm run pool:accept -- --new-secret` (docs/operations.md)',
  };
};

/** Lets this key's nodes open from now on, and no others. */
export const acceptSecret = async (redis: RedisClient, personal: PersonalData): Promise<void> => {
  await redis.set(identityKeys.secret, fingerprintOf(personal));
};
