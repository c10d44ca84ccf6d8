import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Log } from '../telemetry/log.ts';

/** Whether this output of a Redis says that its append-only file breaks off in the middle of something. */
export const saysTorn = (output: string): boolean =>
  output.includes('Unexpected end of file reading the append only file');

/**
 * Cuts the unfinished end off an append-only file that a power cut has torn, the whole transaction if it is in one. Every
 * write is synced before its answer, so nobody was told of that end. Redis cuts it off by itself only where the file ends
 * with a whole command; otherwise it leaves the beginning of the transaction in the file, and loads half of it at the
 * start after. Call this only while no Redis has the file open. Rejects where more than the end is wrong.
 *
 * @param redis.program redis-server or valkey-server, which is its own checker under another name
 * @param redis.dir where its data lies
 */
export const mendTornFile = async (redis: { program: string; dir: string; log: Log }): Promise<void> => {
  const { program, dir, log } = redis;
  const file = await toCheck(dir);
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

/**
 * What the checker is to look at: the manifest, and so all of its files. Where the base begins with `VALKEY`, as Valkey 9
 * writes it, Valkey's own checker takes the base for commands and refuses; only the last file can break off.
 */
const toCheck = async (dir: string): Promise<string> => {
  const folder = join(dir, 'appendonlydir');
  const manifest = join(folder, 'appendonly.aof.manifest');
  const lines = (await readFile(manifest, 'utf8').catch(() => '')).split('\n');
  const files = lines.flatMap((line) => /^file (\S+)/.exec(line)?.[1] ?? []).map((name) => join(folder, name));
  const [base, last] = [files.at(0), files.at(-1)];
  if (base === undefined || last === undefined) return join(dir, 'appendonly.aof');
  return (await beginningOf(base)) === VALKEY ? last : manifest;
};

const VALKEY = 'VALKEY';

const beginningOf = async (path: string): Promise<string> => {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(VALKEY.length), 0, VALKEY.length, 0);
    return buffer.toString();
  } finally {
    await file.close();
  }
};

/** Runs the checker, confirms when it asks, and answers its output. */
const check = async (program: string, args: readonly string[]): Promise<string> => {
  const argv0 = basename(program).replace('server', 'check-aof');
  const child = spawn(program, args, { argv0, stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.on('error', () => undefined);
  child.stdin.end('y\n');
  return text(child.stdout);
};

const lastLine = (output: string): string => output.trim().split('\n').at(-1) ?? '';
