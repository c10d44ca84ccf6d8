import { deskUserName } from '../../protocol/desk/views.ts';
import { readConfig } from '../config.ts';
import { DeskAccounts } from '../desk/accounts.ts';
import { AuditTrail } from '../desk/audit.ts';
import { removeSecondFactor } from '../desk/second-factors.ts';
import { Sessions } from '../identity/sessions.ts';
import type { RedisClient } from '../redis/client.ts';
import { withRedis } from './redis-at-hand.ts';

// npm run desk:manager -- <userName>: creates the first manager of the desk, or another one.
// npm run desk:manager -- <userName> --new-phone: removes the one-time codes of a desk account whose phone is lost.

const NEW_PHONE = '--new-phone';

/** Also ends the account's sessions: the holder of the phone may be signed in. */
const resetSecondFactor = async (redis: RedisClient, userName: string): Promise<string> => {
  const accounts = new DeskAccounts(redis, { demo: false });
  const account = await accounts.byUserName(userName);
  if (account === undefined) throw new Error(`There is no desk account ${userName}.`);
  if (!(await removeSecondFactor(redis, account))) throw new Error(`${userName} has no one-time codes.`);
  await new Sessions({ redis, accounts }).endAll(account.owner);
  const audited = { who: 'desk:manager', role: '', what: 'resetSecondFactor', outcome: 'done', subject: userName };
  await new AuditTrail(redis, Date.now).append(audited);
  return `${userName} signs in at /desk with the pass-phrase alone, and may set up one-time codes anew.`;
};

/** Creates the account, or removes its one-time codes, and returns the text to print. */
const createManager = async (args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> => {
  const [given, option, ...others] = args;
  const isNewPhone = option === NEW_PHONE;
  const name = deskUserName.safeParse(given);
  if (!name.success || name.data.startsWith('demo') || (option !== undefined && !isNewPhone) || others.length > 0)
    throw new Error(
      `Usage: npm run desk:manager -- <userName> [${NEW_PHONE}]\n` +
        `${NEW_PHONE} takes the one-time codes off an account that there is; its pass-phrase stays.\n` +
        'A user name has 3 to 32 characters: a small letter, then small letters, digits, _ and -; not beginning with demo.',
    );
  const config = readConfig(env);
  if ('problems' in config) throw new Error(config.problems.join('\n'));
  return withRedis(config, async (redis) => {
    if (isNewPhone) return resetSecondFactor(redis, name.data);
    const made = await new DeskAccounts(redis, { demo: false }).create(name.data, 'manager', Date.now());
    if (made === 'accountExists') throw new Error(`There is a desk account ${name.data} already.`);
    const audited = { who: 'desk:manager', role: '', what: 'addAccount', outcome: 'done', subject: name.data };
    await new AuditTrail(redis, Date.now).append({ ...audited, after: { role: 'manager' } });
    return `Manager ${name.data} may sign in at /desk.\nPass-phrase, shown this once, to be changed at the first sign-in: ${made.passPhrase}`;
  });
};

try {
  process.stdout.write(`${await createManager(process.argv.slice(2), process.env)}\n`);
} catch (error) {
  process.stderr.write(`xuanhao: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
