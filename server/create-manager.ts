import { join } from 'node:path';
import { deskUserName } from '../protocol/desk/views.ts';
import { readConfig } from './config.ts';
import { socketsOf, takeDataFolder } from './data-folder.ts';
import { DeskAccounts } from './desk/accounts.ts';
import { AuditTrail } from './desk/audit.ts';
import { openRedisClient } from './redis/client.ts';
import { pidOf } from './redis/conversation.ts';
import { startEmbeddedRedis } from './redis/embedded.ts';
import { type RedisTarget, unixTarget } from './redis/target.ts';
import { createLog, type Log } from './telemetry/log.ts';

// npm run desk:manager -- <userName>: makes the first manager of the desk, or another one.

/**
 * Where the accounts are: the Redis that the settings name, or the one of a server that runs on the data folder; where
 * none runs, it is started for the moment.
 */
const openRedis = async (
  { redisUrl, dataDir }: { readonly redisUrl?: string | undefined; readonly dataDir: string },
  log: Log,
): Promise<{ target: RedisTarget; close: () => Promise<void> }> => {
  if (redisUrl !== undefined) return { target: redisUrl, close: async () => undefined };
  const running = unixTarget(join(await socketsOf(dataDir), 'redis.sock'));
  if ((await pidOf(running)) !== undefined) return { target: running, close: async () => undefined };
  const folder = await takeDataFolder(dataDir);
  const embedded = await startEmbeddedRedis({ folder, log });
  const close = async (): Promise<void> => {
    await embedded.stop();
    await folder.release();
  };
  return { target: embedded.target, close };
};

/** Makes the account, and answers what is to be said of it. */
const createManager = async (given: string | undefined, env: NodeJS.ProcessEnv): Promise<string> => {
  const name = deskUserName.safeParse(given);
  if (!name.success || name.data.startsWith('demo'))
    throw new Error(
      'Usage: npm run desk:manager -- <userName>\n' +
        'A user name has 3 to 32 characters: a small letter, then small letters, digits, _ and -; not beginning with demo.',
    );
  const config = readConfig(env);
  if ('problems' in config) throw new Error(config.problems.join('\n'));
  const log = createLog('error');
  const { target, close } = await openRedis(config, log);
  try {
    const redis = await openRedisClient({ target, role: 'commands', log });
    try {
      const made = await new DeskAccounts(redis, { demo: false }).create(name.data, 'manager', Date.now());
      if (made === 'accountExists') throw new Error(`There is a desk account ${name.data} already.`);
      const audited = { who: 'desk:manager', role: '', what: 'addAccount', outcome: 'done', subject: name.data };
      await new AuditTrail(redis, Date.now).append({ ...audited, after: { role: 'manager' } });
      return `Manager ${name.data} may sign in at /desk.\nPass-phrase, shown this once, to be changed at the first sign-in: ${made.passPhrase}`;
    } finally {
      await redis.close();
    }
  } finally {
    await close();
  }
};

try {
  process.stdout.write(`${await createManager(process.argv[2], process.env)}\n`);
} catch (error) {
  process.stderr.write(`xuanhao: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
