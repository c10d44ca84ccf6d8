import { execFile } from 'node:child_process';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type RedisTarget, socketOf } from './target.ts';

const SYNC_REFUSED =
  'this needs SYNC, REPLCONF and PSYNC: allow them to the user, or take the snapshot of whoever runs this Redis';
const BASE = 'appendonly.aof.1.base.rdb';

/** How `redis-cli` reaches a Redis. A password goes through the environment, where no list of processes shows it. */
export const cliFor = (target: RedisTarget): { readonly args: string[]; readonly env: NodeJS.ProcessEnv } => {
  const { protocol, hostname, port, username, password } = new URL(
    target.url.replace(/^unix:\/\/([^/]*@)?/, 'unix://$1localhost'),
  );
  const args =
    protocol === 'unix:'
      ? ['-s', socketOf(target)]
      : ['-h', hostname.replace(/^\[(.*)\]$/, '$1'), '-p', port === '' ? '6379' : port];
  if (protocol === 'rediss:') args.push('--tls', ...tlsArgs(target));
  if (username !== '' && username !== 'default') args.push('--user', decodeURIComponent(username));
  return { args, env: password === '' ? {} : { REDISCLI_AUTH: decodeURIComponent(password) } };
};

/** `redis-cli` takes the same files under the names of their kinds. */
const tlsArgs = ({ tls = {} }: RedisTarget): string[] =>
  (['ca', 'cert', 'key'] as const).flatMap((kind) => {
    const path = tls[kind];
    return path === undefined ? [] : [kind === 'ca' ? '--cacert' : `--${kind}`, path];
  });

/**
 * Copies all data that a running Redis holds at one instant into a folder, as the append-only files that a Redis 7 or
 * newer starts on. No command waits for that: Redis treats the copy like a new replica. It is on the disk when this
 * resolves. Rejects with one line without a `redis-cli`, or where Redis refuses its data.
 *
 * @param folder is created, with Redis's own folder of these files, `appendonlydir`, in it
 */
export const dumpInto = async (target: RedisTarget, folder: string, program: string): Promise<void> => {
  const files = join(folder, 'appendonlydir');
  await mkdir(files, { recursive: true, mode: 0o700 });
  const base = join(files, BASE);
  // Created with its mode before anything writes into it, so that no other user can ever read it.
  await writeFile(base, '', { mode: 0o600, flag: 'wx' });
  const { args, env } = cliFor(target);
  const options = { env: { PATH: process.env['PATH'], ...env } };
  await promisify(execFile)(program, [...args, '--rdb', base], options).catch((error: Error & { stderr?: string }) => {
    const why = (error.stderr ?? error.message).trim();
    const refused = /NOPERM|unknown command/i.test(why) ? `; ${SYNC_REFUSED}` : '';
    throw new Error(`${program} could not copy the data: ${why}${refused}`);
  });
  const file = await open(base);
  const { buffer } = await file.read(Buffer.alloc(6), 0, 6, 0);
  await file.sync();
  await file.close();
  if (!/^(REDIS|VALKEY)/.test(buffer.toString())) throw new Error('what Redis gave is no copy of its data');
  await writeFile(join(files, 'appendonly.aof.manifest'), `file ${BASE} seq 1 type b\n`, { mode: 0o600, flush: true });
};
