import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type AuthoritySettings, authoritySettings } from './authority/settings.ts';
import { webhookProblem } from './checks/sms/webhook-address.ts';
import { rangeOf } from './engine/peers.ts';
import { type TlsFiles, tlsProblem } from './engine/tls.ts';
import { DECLARABLE, type Declared } from './redis/check.ts';
import { redisOf, redisProblems, redisSettings } from './redis/settings.ts';
import type { RedisTarget } from './redis/target.ts';
import { LOG_LEVELS, type LogLevel } from './telemetry/log.ts';

/** Everything that the environment decides. */
export type Config = {
  /** 0 lets the system choose. */
  readonly port: number;
  readonly host: string;
  /** Absent: the main port alone serves health. */
  readonly healthPort?: number | undefined;
  /** Processes that serve the one port. */
  readonly workers: number;
  /** How long a worker may leave its supervisor unanswered before it is ended and replaced, in seconds. */
  readonly workerHangSeconds: number;
  readonly dataDir: string;
  /** Absent: the server runs its own Redis. */
  readonly redis?: RedisTarget | undefined;
  /** How durably Redis keeps acknowledged commands; the server does not open on a Redis that is less durable (P4). */
  readonly redisDurability: Declared;
  /** How many replicas must have what anybody is told was done; 0: the master's word is enough. */
  readonly redisReplicas: number;
  /** Absent: the fastest one that loads here. */
  readonly engine?: 'uws' | 'ws' | undefined;
  readonly logLevel: LogLevel;
  /** Origins that may connect besides the server's own, such as `https://example.org`. */
  readonly allowedOrigins: readonly string[];
  /** Addresses and ranges of proxies whose reports about their clients are believed. */
  readonly trustedProxies: readonly string[];
  /** Connections that one account, and one address, may have at one process. */
  readonly connectionsPerAccount: number;
  readonly connectionsPerAddress: number;
  /** Absent: without TLS; a proxy may provide it. */
  readonly tls?: TlsFiles | undefined;
  /** 32 bytes; absent: generated once and kept in the data folder. */
  readonly secretKey?: Uint8Array | undefined;
  /** Generations of the voucher key: the first one signs, the others still verify. */
  readonly voucherKeys: readonly [number, ...number[]];
  /** A client with this token reads `/metrics` from anywhere; absent: only this machine does. */
  readonly metricsToken?: string | undefined;
  readonly demoAccounts: number;
  /** The users of a demo's desk: people at this machine, or everybody. */
  readonly demoDesk: 'local' | 'everywhere';
  /** The gateway of text messages; absent: the development outbox (SMS-4). */
  readonly smsWebhook?: { readonly url: string; readonly secret: string } | undefined;
  /** Declares that messages may go to the outbox, and so into the log, without a webhook and without a demo. */
  readonly smsOutbox?: 'log' | undefined;
  readonly authority: AuthoritySettings;
};

/** Reads the environment; otherwise returns every problem, one line each. */
export const readConfig = (env: NodeJS.ProcessEnv): Config | { readonly problems: string[] } => {
  const given = Object.fromEntries(Object.entries(env).filter(([, text]) => text !== ''));
  const read = environment.safeParse(given);
  if (!read.success) return { problems: read.error.issues.map(lineOf) };
  const { data } = read;
  return {
    port: data.PORT,
    host: data.HOST,
    healthPort: data.HEALTH_PORT,
    workers: data.WORKERS,
    workerHangSeconds: data.WORKER_HANG_SECONDS,
    dataDir: data.DATA_DIR,
    redis: redisOf(data),
    redisDurability: data.REDIS_DURABILITY,
    redisReplicas: data.REDIS_REPLICAS,
    engine: data.ENGINE,
    logLevel: data.LOG_LEVEL,
    allowedOrigins: data.ALLOWED_ORIGINS,
    trustedProxies: data.TRUSTED_PROXIES,
    connectionsPerAccount: data.CONNECTIONS_PER_ACCOUNT,
    connectionsPerAddress: data.CONNECTIONS_PER_ADDRESS,
    tls:
      data.TLS_CERT === undefined || data.TLS_KEY === undefined
        ? undefined
        : { cert: data.TLS_CERT, key: data.TLS_KEY },
    secretKey: data.SECRET_KEY,
    voucherKeys: data.VOUCHER_KEYS,
    metricsToken: data.METRICS_TOKEN,
    demoAccounts: data.DEMO_ACCOUNTS,
    demoDesk: data.DEMO_DESK,
    smsWebhook:
      data.SMS_WEBHOOK_URL === undefined || data.SMS_WEBHOOK_SECRET === undefined
        ? undefined
        : { url: data.SMS_WEBHOOK_URL, secret: data.SMS_WEBHOOK_SECRET },
    smsOutbox: data.SMS_OUTBOX,
    authority: authorityOf(data.AUTHORITY_SETTINGS, data.DEMO_ACCOUNTS > 0),
  };
};

/** A code before the name of the setting is one that scripts tell obstacles apart by. */
const lineOf = (issue: z.core.$ZodIssue): string => {
  const code: unknown = issue.code === 'custom' ? issue.params?.['obstacle'] : undefined;
  const name = issue.path.join('.');
  return typeof code === 'string' ? `${code}: ${name} ${issue.message}` : `${name}: ${issue.message}`;
};

/**
 * The reasons why a server may not open with valid settings, one line each. Commands that only read the data need not
 * check.
 */
export const openingProblems = ({ demoAccounts, smsWebhook, smsOutbox }: Config): string[] =>
  demoAccounts === 0 && smsWebhook === undefined && smsOutbox === undefined
    ? [
        'SMS_WEBHOOK_URL: must be set where there are no demo accounts, or all codes and first pass-phrases go to the log; SMS_OUTBOX=log declares that they may',
      ]
    : [];

/** A whole number in plain digits: `Number` alone would also accept `0x10`, `1e3` and blanks. */
const count = (max: number, preset: number, min = 0) => {
  const range = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, range)
    .transform(Number)
    .pipe(z.number().min(min, range).max(max, range))
    .default(preset);
};

const portNumber = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port from 1 to 65535')
  .transform(Number)
  .pipe(z.number().min(1, 'must be a port from 1 to 65535').max(65_535, 'must be a port from 1 to 65535'));

const webhookUrl = z.string().superRefine((text, context) => {
  const problem = webhookProblem(text);
  if (problem !== undefined) context.addIssue(problem);
});

const origins = z.string().transform((text, context): string[] => {
  const found: string[] = [];
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '') continue;
    // Capitals, the scheme's default port and a final slash do not make another origin.
    const url = URL.canParse(part) ? new URL(part) : undefined;
    // A pattern would match no page: origins are compared as they are.
    if (url !== undefined && /^https?:\/\/[^/?#@*]+\/?$/i.test(part) && url.host !== '') found.push(url.origin);
    else context.addIssue(`'${part}' is not an origin; write it like https://example.org, without a path or a *`);
  }
  return found;
});

const proxies = z.string().transform((text, context): string[] => {
  const found: string[] = [];
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '') continue;
    if (rangeOf(part)) found.push(part);
    else
      context.addIssue(`'${part}' is no address and no range of them; write it like 10.0.0.7, 10.0.0.0/8 or fd00::/8`);
  }
  return found;
});

const secretKey = z.string().transform((text, context): Uint8Array => {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (/^[\w-]{43}=?$/.test(text)) return Buffer.from(text, 'base64url');
  context.addIssue('must be 32 bytes, written as 64 hex digits or 43 characters of base64url');
  return z.NEVER;
});

const generations = z.string().transform((text, context): [number, ...number[]] => {
  const [first, ...others] = text.split(',').map((each) => each.trim());
  const all = [first ?? '', ...others];
  if (all.every((each) => /^[1-9]\d{0,2}$/.test(each)) && new Set(all).size === all.length)
    return [Number(first), ...others.map(Number)];
  context.addIssue(
    'must be numbers from 1 to 999, each once, such as 2,1: the first signs, the others are still believed',
  );
  return z.NEVER;
});

/** A demo without given hours is open round the clock, so that people can try it at any hour. */
const authorityOf = ({ settings, hoursGiven }: GivenSettings, demo: boolean): AuthoritySettings =>
  demo && !hoursGiven ? { ...settings, hours: 'always' } : settings;

type GivenSettings = { readonly settings: AuthoritySettings; readonly hoursGiven: boolean };

const givenHours = z.object({ hours: z.unknown().refine((hours) => hours !== undefined) });

const settingsOf = (text: string, context: z.RefinementCtx): GivenSettings => {
  const inline = text.trimStart().startsWith('{');
  try {
    const given: unknown = JSON.parse(inline ? text : readFileSync(text, 'utf8'));
    const read = authoritySettings.safeParse(given);
    if (read.success) return { settings: read.data, hoursGiven: givenHours.safeParse(given).success };
    for (const issue of read.error.issues)
      context.addIssue({ code: 'custom', message: issue.message, path: issue.path });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    context.addIssue(`must be JSON text or the path of a JSON file: ${why}`);
  }
  return z.NEVER;
};

/** Settings that only work together. */
const PAIRS = [
  ['SMS_WEBHOOK_URL', 'SMS_WEBHOOK_SECRET'],
  ['TLS_CERT', 'TLS_KEY'],
  ['REDIS_CERT', 'REDIS_KEY'],
] as const;

const environment = z
  .object({
    PORT: count(65_535, 9000),
    // Every IPv4 address. `::` would serve IPv6 too, but fails to bind where IPv6 is off, as in many containers.
    HOST: z.string().default('0.0.0.0'),
    HEALTH_PORT: portNumber.optional(),
    // Each worker has its own picture of the pool and takes some 180 MB; workers beyond the number of cores only wait
    // for one another.
    WORKERS: count(64, 1, 1),
    // Far above any pause of a live process, such as opening a block or collecting garbage.
    WORKER_HANG_SECONDS: count(3_600, 15, 2),
    DATA_DIR: z.string().default('./data'),
    ...redisSettings,
    REDIS_DURABILITY: z.enum(DECLARABLE, `must be one of ${DECLARABLE.join(', ')}`).default('always'),
    REDIS_REPLICAS: count(9, 0),
    ENGINE: z.enum(['uws', 'ws'], 'must be uws or ws').optional(),
    LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
    ALLOWED_ORIGINS: origins.prefault(''),
    TRUSTED_PROXIES: proxies.prefault(''),
    CONNECTIONS_PER_ACCOUNT: count(100_000, 100, 1),
    // Thousands of people share one address of a mobile network, or of a proxy missing from TRUSTED_PROXIES.
    CONNECTIONS_PER_ADDRESS: count(1_000_000, 20_000, 1),
    TLS_CERT: z.string().optional(),
    TLS_KEY: z.string().optional(),
    SECRET_KEY: secretKey.optional(),
    VOUCHER_KEYS: generations.prefault('1'),
    METRICS_TOKEN: z
      .string()
      .regex(/^[\w.~+/=-]{16,}$/, 'must have at least 16 letters, digits or . _ ~ + / = -')
      .optional(),
    DEMO_ACCOUNTS: count(100_000, 200),
    DEMO_DESK: z.enum(['local', 'everywhere'], 'must be local or everywhere').default('local'),
    AUTHORITY_SETTINGS: z.string().transform(settingsOf).prefault('{}'),
    SMS_WEBHOOK_URL: webhookUrl.optional(),
    SMS_WEBHOOK_SECRET: z.string().min(16, 'must have at least 16 characters').optional(),
    SMS_OUTBOX: z.enum(['log'], 'must be log, or not set').optional(),
  })
  .superRefine((given, context) => {
    for (const names of PAIRS) {
      const missing = names.filter((name) => given[name] === undefined);
      for (const name of missing.length === 1 ? missing : [])
        context.addIssue({ code: 'custom', path: [name], message: 'must be set where its counterpart is' });
    }
    for (const { name, message } of redisProblems(given)) context.addIssue({ code: 'custom', path: [name], message });
    if (given.REDIS_REPLICAS > 0 && given.REDIS_URL === undefined)
      context.addIssue({
        code: 'custom',
        path: ['REDIS_REPLICAS'],
        message: 'must be 0 without REDIS_URL: the embedded Redis has no replicas',
      });
    const { TLS_CERT: cert, TLS_KEY: key } = given;
    const problem = cert === undefined || key === undefined ? undefined : tlsProblem({ cert, key });
    if (problem !== undefined) context.addIssue({ code: 'custom', path: ['TLS_CERT, TLS_KEY'], message: problem });
  });

/** The name of every setting. */
export const SETTINGS: readonly string[] = Object.keys(environment.shape);
