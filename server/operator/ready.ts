import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, readConfig } from '../config.ts';
import { DeskAccounts } from '../desk/accounts.ts';
import { AuditTrail } from '../desk/audit.ts';
import { DeskCalendar } from '../desk/calendar.ts';
import { demoRemains, remainsInWords, removeRemains } from '../desk/demo-remains.ts';
import { AccountStore } from '../identity/account-store.ts';
import { PersonalData } from '../identity/personal-data.ts';
import { PoolLife } from '../pool/guard/pool-life.ts';
import { PoolReads } from '../pool/redis/reads.ts';
import { checkRedis } from '../redis/check.ts';
import { keepSecretKey } from '../secret-key.ts';
import { createLog } from '../telemetry/log.ts';
import { type Finding, inWords, settingsFindings } from './readiness.ts';
import { withRedis } from './redis-at-hand.ts';

// npm run ready [-- --remove-demo-accounts]: lists which settings and data are still missing or a demo's, and changes
// nothing; exits with 1 if any are. With the argument it removes the accounts left by a demo, unless the demo goes on.

const REMOVE = '--remove-demo-accounts';
const DEMO_GOES_ON: Finding = {
  of: REMOVE,
  wrong: 'nothing was removed, a demo still needs them: set DEMO_ACCOUNTS to 0',
};

/** Findings from the data that the settings name. */
const dataFindings = async (config: Config, removes: boolean): Promise<Finding[]> => {
  const { pool } = config.authority;
  const noManager = 'none: make one with npm run desk:manager -- <user name>';
  const noPool = `not begun: npm run pool:begin -- ${pool}`;
  // No Redis is started only for a query.
  if (config.redis === undefined && !existsSync(join(config.dataDir, 'redis')))
    return [
      { of: 'pool', wrong: noPool },
      { of: 'desk manager', wrong: noManager },
    ];
  return withRedis({ ...config, log: createLog('silent') }, async (redis) => {
    const { obstacles, warnings } = await checkRedis(redis, config.redisDurability);
    const calendar = new DeskCalendar(redis, config.authority.timeZone);
    await calendar.refresh();
    const missing = calendar.missing(Date.now());
    const staff = new DeskAccounts(redis, { demo: false });
    // Without a key in the folder no account can be sealed with it; this command creates none.
    const isKept = existsSync(join(config.dataDir, 'secret.key'));
    const secret = config.secretKey ?? (isKept ? await keepSecretKey(config.dataDir) : randomBytes(32));
    const parts = {
      redis,
      staff,
      applicants: new AccountStore(redis, new PersonalData(Buffer.from(secret))),
      pool: new PoolReads(pool, redis),
    };
    if (removes) await removeRemains(await demoRemains(parts), { ...parts, audit: new AuditTrail(redis, Date.now) });
    const remains = await demoRemains(parts);
    const found = remainsInWords(remains).map((wrong): Finding => ({ of: 'left of a demo', wrong }));
    const managers = (await staff.list()).filter(
      ({ userName, role }) => role === 'manager' && !remains.staff.includes(userName),
    );
    return [
      {
        of: 'Redis',
        wrong:
          obstacles.length + warnings.length > 0
            ? [...obstacles.map(({ sentence }) => sentence), ...warnings].join('; ')
            : undefined,
      },
      {
        of: 'working-day calendar',
        wrong: missing.length > 0 ? `${missing.join(', ')} missing: a manager loads it at the desk` : undefined,
      },
      { of: 'pool', wrong: (await new PoolLife(pool, redis).isBegun()) ? undefined : noPool },
      { of: 'desk manager', wrong: managers.length === 0 ? noManager : undefined },
      ...(found.length > 0 ? found : [{ of: 'left of a demo' }]),
    ];
  });
};

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const findings = async (removes: boolean): Promise<Finding[]> => {
  const config = readConfig(process.env);
  if ('problems' in config) return config.problems.map((wrong) => ({ of: 'settings', wrong }));
  const isDemo = config.demoAccounts > 0;
  const ofData = dataFindings(config, removes && !isDemo).catch((error: unknown): Finding[] => [
    { of: 'Redis', wrong: sentenceOf(error) },
  ]);
  return [...settingsFindings(config), ...(await ofData), ...(removes && isDemo ? [DEMO_GOES_ON] : [])];
};

const args = process.argv.slice(2);
if (args.some((arg) => arg !== REMOVE)) {
  process.stderr.write(`Usage: npm run ready [-- ${REMOVE}]\n`);
  process.exitCode = 1;
} else {
  const found = await findings(args.includes(REMOVE));
  const count = found.filter(({ wrong }) => wrong !== undefined).length;
  const end = count === 0 ? 'Ready.' : `Not ready: ${count} of ${found.length}.`;
  process.stdout.write(`${[...inWords(found), end].join('\n')}\n`);
  process.exitCode = count === 0 ? 0 : 1;
}
