import { readConfig } from '../config.ts';
import { AuditTrail } from '../desk/audit.ts';
import { PoolLife, troubleWith } from '../pool/guard/pool-life.ts';
import { WitnessFile } from '../pool/guard/witness-file.ts';
import { withRedis } from './redis-at-hand.ts';

// npm run pool:begin -- <pool>: begins a pool, once in its life. Its blocks are opened at the desk.

const begin = async ([name, ...rest]: readonly string[], env: NodeJS.ProcessEnv): Promise<string> => {
  const config = readConfig(env);
  if ('problems' in config) throw new Error(config.problems.join('\n'));
  const { pool } = config.authority;
  // The name is asked for, so that nobody begins the pool of other settings by mistake.
  if (name !== pool || rest.length > 0)
    throw new Error(`Usage: npm run pool:begin -- <pool>; the pool of these settings is ${pool}`);
  return withRedis(config, async (redis) => {
    const life = new PoolLife(pool, redis);
    const seen = await new WitnessFile(config.dataDir, pool).read();
    const trouble = troubleWith(seen, await life.standing(seen?.offset ?? 0));
    if (trouble !== undefined) throw new Error(`${trouble.code}: ${trouble.sentence}`);
    if ((await life.begin()) === 'begunAlready')
      throw new Error(`The pool ${pool} was begun before; nothing was changed.`);
    const audited = { who: 'pool:begin', role: '', what: 'beginPool', outcome: 'done', subject: pool };
    await new AuditTrail(redis, Date.now).append(audited);
    return `The pool ${pool} is begun. It has no numbers yet: a manager opens its first block at /desk.`;
  });
};

try {
  process.stdout.write(`${await begin(process.argv.slice(2), process.env)}\n`);
} catch (error) {
  process.stderr.write(`xuanhao: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
