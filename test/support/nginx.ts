import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../server/engine/port.ts';
import { projectRoot } from '../../server/project-root.ts';
import { ask } from '../../verification/actors/ask.ts';
import { makeCertificate } from './certificate.ts';

const TIMEOUT_MS = 60_000;

/** Debian's nginx with the configuration of docs/deploy, changed in nothing but addresses and paths. */
export type TestNginx = {
  readonly url: string;
  readonly plainUrl: string;
  readonly port: number;
  /** The certificate to trust. */
  readonly ca: string;
  readonly stop: () => Promise<void>;
};

/** Starts nginx in front of two nodes, given by their ports. */
export const startNginx = async (nodes: readonly [string, string]): Promise<TestNginx> => {
  const folder = await mkdtemp(join(tmpdir(), 'xuanhao-nginx-'));
  const certificate = await makeCertificate(folder);
  const [plain, port] = [await freePort('127.0.0.1'), await freePort('127.0.0.1')];
  let site = await readFile(join(projectRoot, 'docs/deploy/nginx.conf'), 'utf8');
  for (const [there, here] of [
    ['listen 80;', `listen 127.0.0.1:${plain};`],
    ['listen [::]:80;', ''],
    ['listen 443 ssl http2;', `listen 127.0.0.1:${port} ssl http2;`],
    ['listen [::]:443 ssl http2;', ''],
    ['127.0.0.1:9001', `127.0.0.1:${nodes[0]}`],
    ['127.0.0.1:9002', `127.0.0.1:${nodes[1]}`],
    ['/etc/ssl/xuanhao/fullchain.pem', certificate.certFile],
    ['/etc/ssl/xuanhao/privkey.pem', certificate.keyFile],
  ] as const) {
    if (!site.includes(there)) throw new Error(`docs/deploy/nginx.conf has no ${there}`);
    site = site.replaceAll(there, here);
  }
  await writeFile(join(folder, 'site.conf'), site);
  await writeFile(join(folder, 'nginx.conf'), await around(folder));
  const nginx = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], {
    env: { PATH: `${process.env['PATH']}:/usr/sbin` },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  nginx.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = once(nginx, 'exit');
  const killAtExit = (): void => void nginx.kill('SIGTERM');
  process.once('exit', killAtExit);
  const stop = async (): Promise<void> => {
    nginx.kill('SIGTERM');
    await exited;
    process.off('exit', killAtExit);
    await rm(folder, { recursive: true, force: true });
  };
  const url = `https://127.0.0.1:${port}`;
  for (const end = performance.now() + TIMEOUT_MS; ; await delay(20)) {
    const answered = await ask(`${url}/healthz`, { ca: certificate.ca }).then(
      () => true,
      () => false,
    );
    if (answered) break;
    if (nginx.exitCode === null && performance.now() < end) continue;
    await stop();
    throw new Error(`nginx does not start:\n${output}`);
  }
  return { url, plainUrl: `http://127.0.0.1:${plain}`, port, ca: certificate.ca, stop };
};

/** Debian's nginx.conf around a site, in a temporary folder. */
const around = async (folder: string): Promise<string> => {
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  for (const kind of kinds) await mkdir(join(folder, kind));
  return `
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    daemon off;
    pid ${folder}/nginx.pid;
    worker_processes 1;
    events { worker_connections 256; }
    http {
      access_log off;
      ${kinds.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ')}
      include ${folder}/site.conf;
    }`;
};
