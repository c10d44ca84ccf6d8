import { execFile } from 'node:child_process';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type RedisTarget, socketOf } from './target.ts';

const BASE = 'appendonly.aof.1.base.rdb';

/** How `redis-cli` is told where a Redis is; a password goes by the environment, where no list of processes shows it. */
export const cliFor = (target: RedisTarget): { readonly args: string[]; readonly env: NodeJS.ProcessEnv } => {
  const { protocol, hostname, port, username, password } = new URL(
    target.replace(/^unix:\/\/([^/]*@)?/, 'unix://$1localhost'),
  );
  const args =
    protocol === 'unix:'
      ? ['-s', socketOf(target)]
      : ['-h', hostname.replace(/^\[(.*)\]$/, '$1'), '-p', port === '' ? '6379' : port];
  if (protocol === 'rediss:') args.push('--tls');
  if (username !== '' && username !== 'default') args.push('--user', decodeURIComponent(username));
  return { args, env: password === '' ? {} : { REDISCLI_AUTH: decodeURIComponent(password) } };
};

/**
 * Has a running Redis, wherever it is, write all that it holds at one instant into a folder, as the append-only files
 * that a Redis 7 or newer starts on. Nothing waits for it meanwhile: Redis does what it does for a new replica. On the
 * disk when it resolves. Rejects with one line where there is no `redis-cli`, or Redis does not give its data.
 *
 * @param folder is made; Redis's own folder of these files, `appendonlydir`, in it
 */
export const dumpInto = async (target: RedisTarget, folder: string, program: string): Promise<void> => {
  const files = join(folder, 'appendonlydir');
  await mkdir(files, { recursive: true, mode: 0o700 });
  const base = join(files, BASE);
  // Made before anybody writes into it: so nobody else can ever read it.
  await writeFile(base, '', { mode: 0o600, flag: 'wx' });
  const { args, env } = cliFor(target);
  const told = { env: { PATH: process.env['PATH'], ...env } };
  await promisify(execFile)(program, [...args, '--rdb', base], told).catch((error: Error & { stderr?: string }) => {
    throw new Error(`${program} could not copy the data: ${(error.stderr ?? error.message).trim()}`);
  });
  const file = await open(base);
  const { buffer } = await file.read(Buffer.alloc(5), 0, 5, 0);
  await file.sync();
  await file.close();
  if (!buffer.toString().startsWith('REDIS')) throw new Error('what Redis gave is no copy of its data');
  await writeFile(join(files, 'appendonly.aof.manifest'), `file ${BASE} seq 1 type b\n`, { mode: 0o600, flush: true });
};
