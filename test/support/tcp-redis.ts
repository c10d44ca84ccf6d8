import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { freePort } from '../../server/engine/port.ts';
import type { TestCertificate } from './certificate.ts';
import { temporaryFolder } from './folder.ts';
import { Link } from './link.ts';

/** A Redis on a TCP port, as an operator has one; ended with the test. */
export type TcpRedis = { readonly port: number; readonly cli: (...words: string[]) => Promise<string> };

/** How one is started other than by `redis-server` of the PATH on a plain port. */
type Options = {
  readonly program?: string;
  /** Speaks TLS alone, with this certificate, and believes the client certificates of the same authority. */
  readonly tls?: TestCertificate;
};

/** Starts one that keeps what a server demands, with further settings; resolves when it answers, whatever it says. */
export const startTcpRedis = (...settings: string[]): Promise<TcpRedis> => startTcpRedisWith({}, ...settings);

export const startTcpRedisWith = async (
  { program = 'redis-server', tls }: Options,
  ...settings: string[]
): Promise<TcpRedis> => {
  const port = await freePort('127.0.0.1');
  const dir = await temporaryFolder();
  const isSentinel = settings.includes('--sentinel');
  const config = join(dir, 'redis.conf');
  const listens = tls === undefined ? `port ${port}` : `port 0\ntls-port ${port}\n${tlsSettings(tls)}`;
  await writeFile(config, `${listens}\nbind 127.0.0.1\ndir ${dir}\n${isSentinel ? '' : KEPT}`);
  const child = spawn(program, [config, ...settings], { stdio: 'ignore' });
  onTestFinished(() => ended(child));
  const args =
    tls === undefined ? [] : ['--tls', '--cacert', tls.certFile, '--cert', tls.certFile, '--key', tls.keyFile];
  const cli = async (...words: string[]): Promise<string> =>
    (await promisify(execFile)('redis-cli', ['-p', String(port), ...args, ...words])).stdout.trim();
  while ((await cli('PING').catch(() => '')) === '') {
    if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`);
    await delay(20);
  }
  return { port, cli };
};

const tlsSettings = ({ certFile, keyFile }: TestCertificate): string =>
  `tls-cert-file ${certFile}\ntls-key-file ${keyFile}\ntls-ca-cert-file ${certFile}`;

const KEPT = [
  'save ""',
  'appendonly yes',
  'appendfsync always',
  'aof-load-truncated no',
  'maxmemory-policy noeviction',
  'repl-diskless-sync-delay 0',
].join('\n');

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
};

/** An address that leads to one Redis and can be moved to another; connections that it carries stay where they are. */
export class FloatingAddress extends Link {
  override open(to: number): Promise<number> {
    onTestFinished(() => this.close());
    return super.open(to);
  }
}
