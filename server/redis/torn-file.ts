import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Log } from '../telemetry/log.ts';

/** Whether this is what a Redis says that ends because its append-only file breaks off in the middle of something. */
export const saysTorn = (said: string): boolean => said.includes('Unexpected end of file reading the append only file');

/**
 * Takes the unfinished end off an append-only file that a power cut has torn, the whole transaction if it was in one: with
 * every write synced before its answer, nobody was told of it. Redis does that by itself only if its end is a whole
 * command; else it leaves the beginning of the transaction in the file, and half of it comes to life at the start after.
 * Only while no Redis has the file open. Rejects where more than its end is wrong.
 *
 * @param redis.program redis-server or valkey-server, which is its own checker under another name
 * @param redis.dir where its data lies
 */
export const mendTornFile = async (redis: { program: string; dir: string; log: Log }): Promise<void> => {
  const { program, dir, log } = redis;
  const manifest = join(dir, 'appendonlydir', 'appendonly.aof.manifest');
  const file = (await isThere(manifest)) ? manifest : join(dir, 'appendonly.aof');
  const found = await check(program, [file]);
  // An earlier transaction without an end: what follows it was acknowledged, and must not be cut off with it.
  if (/Unexpected (MULTI|EXEC)/i.test(found))
    throw new Error(`${file} is damaged before its end; make a copy of it, and restore a backup or mend it by hand`);
  const mended = await check(program, ['--fix', file]);
  if (!mended.includes('Successfully truncated')) throw new Error(`${file} cannot be mended: ${lastLine(mended)}`);
  log.warn(
    { file, cut: /with (\d+) bytes/.exec(mended)?.[1] },
    'an unfinished write was taken off the end of the file',
  );
};

/** What the checker says; it asks whether it may. */
const check = async (program: string, args: readonly string[]): Promise<string> => {
  const argv0 = basename(program).replace('server', 'check-aof');
  const child = spawn(program, args, { argv0, stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.on('error', () => undefined);
  child.stdin.end('y\n');
  return text(child.stdout);
};

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const lastLine = (said: string): string => said.trim().split('\n').at(-1) ?? '';
