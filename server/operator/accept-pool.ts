import { readConfig } from '../config.ts';
import { PoolFigures } from '../pool/figures/pool-figures.ts';
import { PoolLife, troubleWith } from '../pool/guard/pool-life.ts';
import { WitnessFile } from '../pool/guard/witness-file.ts';
import { openRedisClient } from '../redis/client.ts';
import { createLog } from '../telemetry/log.ts';
import { redisAtHand } from './redis-at-hand.ts';

// npm run pool:accept [-- --yes]: accepts the pool as Redis has it now, after lost data, a restored backup or a changed
// clock. Without --yes it only prints the state that would be accepted.

const accept = async (args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> => {
  if (args.some((arg) => arg !== '--yes')) throw new Error('Usage: npm run pool:accept [-- --yes]');
  const config = readConfig(env);
  if ('problems' in config) throw new Error(config.problems.join('\n'));
  const log = createLog('error');
  const { pool } = config.authority;
  const { target, close } = await redisAtHand(config, log);
  try {
    const redis = await openRedisClient({ target, role: 'commands', log });
    try {
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
    } finally {
      await redis.close();
    }
  } finally {
    await close();
  }
};

try {
  process.stdout.write(`${await accept(process.argv.slice(2), process.env)}\n`);
} catch (error) {
  process.stderr.write(`xuanhao: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
