import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { RedisTarget } from '../../server/redis/target.ts';
import { TestServer } from '../../test/support/server.ts';
import { type Books, readBooks } from './books.ts';

/** In bytes. `heap`: live objects without garbage; null where the server cannot be told to collect it. */
export type Memory = { readonly rss: number; readonly heap: number | null };

/** Facts of a server that only its keeper knows. */
type Inside = { readonly redis: RedisTarget; readonly secret: Buffer };

/** The server under attack: one of our own, which can be inspected, or one known only by its address. */
export type Target = {
  readonly url: string;
  readonly engine: string;
  /** The facts of our own server, with holds that last as long as the run; else null. */
  readonly inside: Inside | null;
  readonly isAlive: () => Promise<boolean>;
  /** Its complaints since the last call: errors in its log, and output that is not its log. */
  readonly complaints: () => string[];
  readonly memory: () => Promise<Memory>;
  /** CPU time that the process has used so far, in seconds. */
  readonly cpu: () => Promise<number>;
  readonly books: () => Promise<Books | null>;
  readonly stop: () => Promise<void>;
};

/** Deadlines that outlast the run: nothing lapses in it, so every change comes from an input. */
const LASTING = {
  hours: 'always',
  verifyIntervalSeconds: 0.1,
  holdSeconds: 86_400,
  drawHoldSeconds: 86_400,
  confirmSeconds: 86_400,
  codeLifeSeconds: 86_400,
  captchaLifeSeconds: 86_400,
  captchaWork: 200,
} as const;

/** A server of our own, with a Redis and a data folder of its own. */
export const ownTarget = async (engine: 'uws' | 'ws'): Promise<Target> => {
  const secret = randomBytes(32);
  const server = await TestServer.start({
    engine,
    authority: LASTING,
    demoAccounts: 200,
    env: { LOG_LEVEL: 'info', SECRET_KEY: secret.toString('hex') },
  });
  // On a busy machine what it says of itself comes some time after it has opened.
  await server.says('stop with Ctrl-C');
  let read = server.lines.length;
  return {
    url: server.url,
    engine,
    inside: { redis: server.redis, secret },
    isAlive: async () => server.isAlive && (await isServing(server.url)),
    complaints: () => server.lines.slice(read, (read = server.lines.length)).filter(isComplaint),
    memory: async () => ({ heap: await server.heap(), rss: await rssOf(server.pid) }),
    cpu: () => figureOf(server.url, CPU),
    books: () => readBooks(server.redis),
    stop: () => server.stop(),
  };
};

/** A server that runs already. Throws for one beyond this machine: this is for nobody else's. */
export const givenTarget = async (url: string): Promise<Target> => {
  const { hostname, protocol, origin } = new URL(url);
  if (protocol !== 'http:' || !/^(127\.\d+\.\d+\.\d+|localhost)$/.test(hostname))
    throw new Error(`--url must be http:// and an address of 127.0.0.0/8, not ${url}`);
  const here = origin.replace('localhost', '127.0.0.1');
  const { engine } = (await (await fetch(`${here}/healthz`)).json()) as { engine: string };
  return {
    url: here,
    engine,
    inside: null,
    isAlive: () => isServing(here),
    complaints: () => [],
    memory: async () => ({ heap: null, rss: await figureOf(here, 'xuanhao_process_resident_memory_bytes') }),
    cpu: () => figureOf(here, CPU),
    books: async () => null,
    stop: async () => undefined,
  };
};

const CPU = 'xuanhao_process_cpu_seconds_total';

const isServing = async (url: string): Promise<boolean> =>
  fetch(`${url}/healthz`, { signal: AbortSignal.timeout(10_000) }).then(
    ({ status }) => status === 200,
    () => false,
  );

/** The log is JSON, a line each; 50 and more are errors. Other output is the runtime's, such as a stack. */
const isComplaint = (line: string): boolean => {
  const level = /"level":(\d+)/.exec(line)?.[1];
  return level === undefined ? line.trim() !== '' : Number(level) >= 50;
};

const rssOf = async (pid: number): Promise<number> =>
  Number(/VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024;

const figureOf = async (url: string, name: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1] ?? Number.NaN);
};
