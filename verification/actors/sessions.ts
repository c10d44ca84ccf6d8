import { demoAccountsOf } from '../../server/identity/demo-accounts.ts';
import { Sessions } from '../../server/identity/sessions.ts';
import { openRedisClient } from '../../server/redis/client.ts';
import type { RedisTarget } from '../../server/redis/target.ts';
import { createLog } from '../../server/telemetry/log.ts';

/**
 * Begins sessions of demo applicants, `count` from the first on, and answers their tokens: in the server's Redis, by its
 * own code. Over HTTP ten thousand would take the time that is there for measuring.
 */
export const beginSessions = async (
  redis: RedisTarget,
  { first, count }: { readonly first: number; readonly count: number },
): Promise<readonly string[]> => {
  const client = await openRedisClient({ target: redis, role: 'queue', log: createLog('warn') });
  const accounts = demoAccountsOf(first + count);
  const sessions = new Sessions({ redis: client, accounts });
  const tokens = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const account = await accounts.byUserName(`demo${first + i}`);
      if (account === undefined) throw new Error(`there is no demo applicant ${first + i}`);
      return sessions.start(account, await sessions.generationOf(account.owner));
    }),
  );
  client.destroy();
  return tokens;
};
