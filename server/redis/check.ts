import { infoOf } from './info.ts';
import type { Obstacle } from './start-obstacles.ts';

/** How much of what was acknowledged a power cut may take: nothing, a second of it, or all of it. */
const DURABILITIES = ['always', 'everysec', 'none'] as const;
export type Durability = (typeof DURABILITIES)[number];
/** What an operator may declare; `provider`: a provider's Redis does not tell, and the operator answers for it. */
export const DECLARABLE = [...DURABILITIES, 'provider'] as const;
export type Declared = (typeof DECLARABLE)[number];

/** What a start-up check found: with an obstacle the server must not open; warnings are for the log. */
export type RedisCheck = { readonly obstacles: readonly Obstacle[]; readonly warnings: readonly string[] };

/** What of a client is used. */
type RedisReport = {
  readonly info: (section: string) => Promise<string>;
  readonly configGet: (names: string[]) => Promise<Record<string, string>>;
  readonly sendCommand: (words: string[]) => Promise<unknown>;
};
type Found = { readonly obstacle?: Obstacle; readonly warning?: string };

/** `EXPIRE … NX`, by which limits are counted, is of this version. */
const OLDEST = [7, 0] as const;
/**
 * How far Redis's clock may be from this machine's, in ms. Deadlines are judged by Redis's alone, so a difference does
 * no harm by itself; but beyond minutes one of the two is not the time of day, and the hours hang on that.
 */
const CLOCK_FAR = 600_000;
/** From here on it is worth a line in the log, in ms. */
const CLOCK_OFF = 2_000;

/**
 * Whether a Redis keeps the promises that the pool relies on: a version that can, no eviction, writes on disk as
 * durably as the operator has declared (P4), and a clock near this machine's.
 */
export const checkRedis = async (client: RedisReport, declared: Declared = 'always'): Promise<RedisCheck> => {
  const asked = [version(client), eviction(client), durability(client, declared), tornFile(client), clock(client)];
  const found = await Promise.all(asked);
  return {
    obstacles: found.flatMap(({ obstacle }) => obstacle ?? []),
    warnings: found.flatMap(({ warning }) => warning ?? []),
  };
};

const version = async (client: RedisReport): Promise<Found> => {
  const told = infoOf(await client.info('server')).get('redis_version') ?? '0.0';
  if (!isOlder(told)) return {};
  const sentence = `Redis ${told} is too old; ${OLDEST.join('.')} or newer is needed`;
  return { obstacle: { code: 'redisTooOld', sentence } };
};

const eviction = async (client: RedisReport): Promise<Found> => {
  const policy = infoOf(await client.info('memory')).get('maxmemory_policy');
  if (policy === 'noeviction') return {};
  const sentence = `Redis may throw data away (maxmemory-policy ${policy ?? 'unknown'}); it must be set to noeviction`;
  return { obstacle: { code: 'redisMayEvict', sentence } };
};

const durability = async (client: RedisReport, declared: Declared): Promise<Found> => {
  const kept = await durabilityOf(client);
  if (kept === 'untold') {
    const unknown = 'Redis does not tell its settings (CONFIG is refused): how soon writes reach the disk is unknown';
    if (declared !== 'always') return { warning: unknown };
    const sentence = `${unknown}; let its user run CONFIG GET, or declare REDIS_DURABILITY=provider and answer for it`;
    return { obstacle: { code: 'durabilityUnknown', sentence } };
  }
  const loses = {
    none: 'keeps no append-only file: a restart of it may lose reservations',
    everysec: 'does not sync its file before it answers: a power cut may lose reservations',
    always: '',
  }[kept];
  const wanted = declared === 'provider' ? 'always' : declared;
  if (DURABILITIES.indexOf(kept) > DURABILITIES.indexOf(wanted)) {
    const right = wanted === 'always' ? 'appendonly yes and appendfsync always' : 'appendonly yes';
    const sentence = `Redis ${loses}; set ${right} on it, or declare REDIS_DURABILITY=${kept} and live with that`;
    return { obstacle: { code: 'redisNotDurable', sentence } };
  }
  return kept === 'always' ? {} : { warning: `Redis ${loses}, as was declared` };
};

const durabilityOf = async (client: RedisReport): Promise<Durability | 'untold'> => {
  try {
    const set = await client.configGet(['appendonly', 'appendfsync']);
    if (set['appendonly'] !== 'yes') return 'none';
    return set['appendfsync'] === 'always' ? 'always' : 'everysec';
  } catch {
    // A provider's Redis may keep CONFIG to itself; whether there is a file at all it tells all the same.
    const enabled = infoOf(await client.info('persistence')).get('aof_enabled');
    return enabled === '0' ? 'none' : 'untold';
  }
};

/** What is left of a transaction that a power cut tore in two is taken in with the next one, at the start after (P6). */
const tornFile = async (client: RedisReport): Promise<Found> => {
  const names = ['appendonly', 'aof-load-truncated'];
  const set = await client.configGet(names).catch((): Record<string, string> => ({}));
  if (set['appendonly'] !== 'yes' || set['aof-load-truncated'] !== 'yes') return {};
  return {
    warning:
      'Redis starts on a file that breaks off (aof-load-truncated yes): two starts after a power cut half a step may come to life; set it to no, and mend such a file by redis-check-aof --fix',
  };
};

const clock = async (client: RedisReport): Promise<Found> => {
  const before = Date.now();
  const [seconds, micros] = (await client.sendCommand(['TIME'])) as string[];
  const after = Date.now();
  const told = Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
  const apart = Math.max(0, before - told - 1, told - after);
  if (apart < CLOCK_OFF) return {};
  const sentence = `the clock of Redis says ${iso(told)} and this machine’s ${iso(after)}; set both by NTP`;
  return apart > CLOCK_FAR ? { obstacle: { code: 'redisClockFar', sentence } } : { warning: sentence };
};

const iso = (instant: number): string => new Date(instant).toISOString();

const isOlder = (told: string): boolean => {
  const [major = 0, minor = 0] = told.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
};
