import { readConfig } from '../config.ts';
import { PersonalData } from '../identity/personal-data.ts';
import { acceptSecret } from '../identity/secret-check.ts';
import { PoolFigures } from '../pool/figures/pool-figures.ts';
import { PoolLife, troubleWith } from '../pool/guard/pool-life.ts';
import { WitnessFile } from '../pool/guard/witness-file.ts';
import { keepSecretKey } from '../secret-key.ts';
import { withRedis } from './redis-at-hand.ts';

// npm run pool:accept [-- --yes]: accepts the pool as Redis has it now, after lost data, a restored backup or a changed
// clock. Without --yes it only prints the state that would be accepted.
// npm run pool:accept -- --new-secret: goes on under the present secret key, where the one of before is lost for good.

const NEW_SECRET = '--new-secret';

const accept = async (args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> => {
  if (args.length > 1 || args.some((arg) => arg !== '--yes' && arg !== NEW_SECRET))
    throw new Error(`Usage: npm run pool:accept [-- --yes | ${NEW_SECRET}]`);
  const config = readConfig(env);
  if ('problems' in config) throw new Error(config.problems.join('\n'));
  const { pool } = config.authority;
  return withRedis(config, async (redis) => {
    if (args.includes(NEW_SECRET)) {
      const secret = config.secretKey ?? (await keepSecretKey(config.dataDir));
      await acceptSecret(redis, new PersonalData(Buffer.from(secret)));
      return 'Accepted: nodes with this secret key open from now on, and no others. What was sealed under the one of before stays closed.';
    }
    const life = new PoolLife(pool, redis);
    const seen = await new WitnessFile(config.dataDir, pool).read();
    const here = await life.standing(seen?.offset ?? 0);
    const { numbers } = await new PoolFigures(pool, redis).read(here.offset);
    const trouble = troubleWith(seen, here);
    const state = [
      `Redis has the pool ${pool} up to event ${here.offset}: ${numbers.opened} numbers were opened, ${numbers.free} of them are free, ` +
        `${numbers.reserved} are reserved, ${numbers.registered} registered, ${numbers.withheld} withheld.`,
      seen === undefined
        ? 'This data folder has never seen the pool.'
        : `This data folder has seen it up to event ${seen.offset}.`,
      trouble === undefined ? 'Nothing is in the way.' : `In the way: ${trouble.code}: ${trouble.sentence}.`,
    ];
    if (!args.includes('--yes'))
      return [...state, 'Nothing was changed. To go on with what Redis has: npm run pool:accept -- --yes'].join('\n');
    await life.accept();
    return [...state, 'Accepted: running nodes go on with it within seconds, others at their next start.'].join('\n');
  });
};

try {
  process.stdout.write(`${await accept(process.argv.slice(2), process.env)}\n`);
} catch (error) {
  process.stderr.write(`xuanhao: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
