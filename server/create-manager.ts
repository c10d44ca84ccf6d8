import { deskUserName } from '../protocol/desk/views.ts';
import { readConfig } from './config.ts';
import { DeskAccounts } from './desk/accounts.ts';
import { AuditTrail } from './desk/audit.ts';
import { openRedisClient } from './redis/client.ts';
import { redisAtHand } from './redis-at-hand.ts';
import { createLog } from './telemetry/log.ts';

// npm run desk:manager -- <userName>: makes the first manager of the desk, or another one.

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
  const { target, close } = await redisAtHand(config, log);
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
