import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readConfig } from '../config.ts';
import { PoolLife } from '../pool/guard/pool-life.ts';
import { dumpInto } from '../redis/dump.ts';
import { findRedisCli } from '../redis/program.ts';
import { keepSecretKey } from '../secret-key.ts';
import { withRedis } from './redis-at-hand.ts';

// npm run backup -- <folder>: copies the data of one instant into a new folder, with or without a running server.

/** Identifies a key without revealing it. */
const fingerprintOf = (key: Uint8Array): string => createHash('sha256').update(key).digest('hex').slice(0, 16);

const backUp = async (given: readonly string[], env: NodeJS.ProcessEnv): Promise<string> => {
  const [name, ...rest] = given;
  if (name === undefined || name === '' || name.startsWith('-') || rest.length > 0)
    throw new Error('Usage: npm run backup -- <a folder that is not there yet>');
  const config = readConfig(env);
  if ('problems' in config) throw new Error(config.problems.join('\n'));
  const cli = await findRedisCli(process.env['PATH'] ?? '');
  if (cli === undefined) throw new Error('neither redis-cli nor valkey-cli is installed; install one');
  const folder = resolve(name);
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw new Error(error.code === 'EEXIST' ? `${folder} is there already; name a new folder` : error.message);
  });
  const { pool } = config.authority;
  return withRedis(config, async (redis, target) => {
    const { epoch, offset } = await new PoolLife(pool, redis).standing(0);
    await dumpInto(target, join(folder, 'redis'), cli);
    const secretKey = fingerprintOf(config.secretKey ?? (await keepSecretKey(config.dataDir)));
    // Written last: a folder without this file is an unfinished backup.
    const summary = { pool, epoch, event: offset, at: new Date().toISOString(), secretKey };
    await writeFile(join(folder, 'backup.json'), `${JSON.stringify(summary, null, 2)}\n`, { mode: 0o600, flush: true });
    return (
      `The pool ${pool} up to event ${offset}, or a little later, with everything else in Redis: ${folder}\n` +
      `The secret key is not in it (its fingerprint is: ${secretKey}). Without it the copy is worth nothing: keep it elsewhere, once.`
    );
  });
};

try {
  process.stdout.write(`${await backUp(process.argv.slice(2), process.env)}\n`);
} catch (error) {
  process.stderr.write(`xuanhao: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
