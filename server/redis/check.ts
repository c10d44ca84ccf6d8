import { infoOf } from './info.ts';
import type { Obstacle } from './start-obstacles.ts';

/** How much of what was acknowledged a power cut may take: nothing, a second of it, or all of it. */
const DURABILITIES = ['always', 'everysec', 'none'] as const;
export type Durability = (typeof DURABILITIES)[number];
/** What an operator may declare. `provider`: its Redis hides its settings, and the operator answers for them. */
export const DECLARABLE = [...DURABILITIES, 'provider'] as const;
export type Declared = (typeof DECLARABLE)[number];

/** What a start-up check found: with an obstacle the server must not open; warnings are for the log. */
export type RedisCheck = { readonly obstacles: readonly Obstacle[]; readonly warnings: readonly string[] };

/** The methods of a client that the checks use. */
type RedisReport = {
  readonly info: (section: string) => Promise<string>;
  readonly configGet: (names: string[]) => Promise<Record<string, string>>;
  readonly sendCommand: (words: string[]) => Promise<unknown>;
};
type Found = { readonly obstacle?: Obstacle; readonly warning?: string };

/** Limits are counted by `EXPIRE … NX`, which came with this version. */
const OLDEST = [7, 0] as const;
/**
 * How far Redis's clock may be from this machine's. Only Redis's clock judges deadlines, so a difference does no harm by
 * itself. Beyond minutes one of the two is not the time of day, and the opening hours depend on that.
 */
const CLOCK_FAR_MS = 600_000;
/** From here on the check warns of a difference. */
const CLOCK_OFF_MS = 2_000;

/**
 * Checks that a Redis keeps what the pool relies on: a recent version, no eviction, writes on disk as durable as the
 * operator has declared (P4), and a clock near this machine's.
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
  const reported = infoOf(await client.info('server')).get('redis_version') ?? '0.0';
  if (!isOlder(reported)) return {};
  const sentence = `Redis ${reported} is too old; ${OLDEST.join('.')} or newer is needed`;
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
    // A provider's Redis may refuse CONFIG; INFO still tells whether there is a file at all.
    const enabled = infoOf(await client.info('persistence')).get('aof_enabled');
    return enabled === '0' ? 'none' : 'untold';
  }
};

/** Warns of a Redis that starts on a torn file: the start after it joins the torn transaction to the next (P6). */
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
  const reported = Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
  const apart = Math.max(0, before - reported - 1, reported - after);
  if (apart < CLOCK_OFF_MS) return {};
  const sentence = `the clock of Redis says ${iso(reported)} and this machine’s ${iso(after)}; set both by NTP`;
  return apart > CLOCK_FAR_MS ? { obstacle: { code: 'redisClockFar', sentence } } : { warning: sentence };
};

const iso = (instant: number): string => new Date(instant).toISOString();

const isOlder = (reported: string): boolean => {
  const [major = 0, minor = 0] = reported.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
};
